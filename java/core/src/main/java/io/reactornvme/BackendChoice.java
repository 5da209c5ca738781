package io.reactornvme;

/** Which way commands are to take; {@link Backend} tells which one they do take, and why. */
public enum BackendChoice {
  /** io_uring where the system and the device have it, else ioctl. */
  AUTO,
  /**
   * io_uring or nothing: without it, opening fails with {@link NvmeUnavailableException}. Commands
   * that change formats or namespaces are ioctls even so, since only then does the driver take
   * note.
   */
  URING,
  /** Blocking ioctls on threads of the library, whatever the system has. */
  IOCTL
}
