package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * A command that would harm the running system: one that makes this kernel's driver hang later, or
 * that changes what the driver owns (queues, power states, keep-alive, host memory, asynchronous
 * events).
 */
public final class NvmeUnsafeCommandException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  NvmeUnsafeCommandException(@Nullable String device, String what, String remedy) {
    super(device, what, remedy);
  }
}
