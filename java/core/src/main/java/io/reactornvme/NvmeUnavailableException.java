package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The library cannot work here at all: the native part does not load, or the backend that was asked
 * for does not exist on this host. The cause tells why.
 */
public final class NvmeUnavailableException extends NvmeException {

  private static final long serialVersionUID = 1L;

  NvmeUnavailableException(
      @Nullable String device, String what, String remedy, @Nullable Throwable cause) {
    super(Layer.LIBRARY, device, what, remedy, cause);
  }
}
