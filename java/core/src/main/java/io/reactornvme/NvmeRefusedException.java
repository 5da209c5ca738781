package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * A command was refused by the library's own checks, before the kernel saw it: it would have
 * failed, corrupted memory, or hung the driver. The subclasses say which check it was.
 */
public class NvmeRefusedException extends NvmeException {

  private static final long serialVersionUID = 1L;

  NvmeRefusedException(@Nullable String device, String what, String remedy) {
    super(Layer.LIBRARY, device, what, remedy, null);
  }
}
