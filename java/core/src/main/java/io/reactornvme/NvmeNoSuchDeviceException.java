package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * There is no such device: no node of that name, a link that leads nowhere, or a stale node whose
 * drive is gone. The remedy names the NVMe devices that there are.
 */
public final class NvmeNoSuchDeviceException extends NvmeOpenException {

  private static final long serialVersionUID = 1L;

  NvmeNoSuchDeviceException(String device, String what, String remedy, @Nullable Throwable cause) {
    super(device, what, remedy, cause);
  }
}
