package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * A device could not be opened. The subclasses tell the usual reasons apart: {@link
 * NvmeNoSuchDeviceException}, {@link NvmeNotNvmeException}, {@link NvmePermissionException}.
 */
public class NvmeOpenException extends NvmeException {

  private static final long serialVersionUID = 1L;

  NvmeOpenException(String device, String what, String remedy, @Nullable Throwable cause) {
    super(Layer.SYSTEM, device, what, remedy, cause);
  }
}
