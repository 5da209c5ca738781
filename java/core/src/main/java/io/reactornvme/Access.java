package io.reactornvme;

/** How a device node is opened. */
public enum Access {
  /** {@code O_RDONLY}: for everybody but a privileged process the kernel refuses writes. */
  READ_ONLY,
  /** {@code O_RDWR}. */
  READ_WRITE
}
