package io.reactornvme;

/**
 * The path exists, and is no NVMe device: a regular file, another kind of disk, another driver's
 * node. The message says what it is.
 */
public final class NvmeNotNvmeException extends NvmeOpenException {

  private static final long serialVersionUID = 1L;

  NvmeNotNvmeException(String device, String what, String remedy) {
    super(device, what, remedy, null);
  }
}
