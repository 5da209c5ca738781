package io.reactornvme;

import java.nio.ByteBuffer;

/**
 * The kernel's uevents, as {@code native/uevent.h} has them. Natives: {@code native/jni_rnvme.c}.
 *
 * <p>{@link #receive} on one thread, {@link #stop} on any; {@link #close} when neither is being
 * called.
 */
final class NativeUevents {

  /** {@code RNVME_UEVENT_MAX}: no message of the kernel is longer. */
  static final int MAX_MESSAGE = 8192;

  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;

  static {
    NativeLibrary.ensureAvailable();
  }

  private final long handle;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_MESSAGE);

  /**
   * Listens from now on.
   *
   * @throws NvmeOsException if the system refuses
   */
  NativeUevents() {
    long[] out = new long[1];
    int rc = open0(out);
    if (rc < 0) {
      throw error(rc);
    }
    handle = out[0];
  }

  /** What {@link #receive} came back with. */
  enum Received {
    /** A message, in {@link #message()}. */
    MESSAGE,
    /** There is none at the moment. */
    NOTHING,
    /** Messages were lost. */
    OVERRUN,
    /** {@link #stop} was called. */
    STOPPED
  }

  /**
   * Takes the next message.
   *
   * @param wait whether to wait for one
   * @throws NvmeOsException if there will be no more
   */
  Received receive(boolean wait) {
    int rc = receive0(handle, buffer, wait);
    if (rc > 0) {
      buffer.clear().limit(rc);
      return Received.MESSAGE;
    }
    return switch (-rc) {
      case 0 -> Received.STOPPED;
      case EAGAIN -> Received.NOTHING;
      case ENOBUFS -> Received.OVERRUN;
      default -> throw error(rc);
    };
  }

  /** The last message, until the next is received. */
  ByteBuffer message() {
    return buffer;
  }

  void stop() {
    stop0(handle);
  }

  void close() {
    close0(handle);
  }

  private static NvmeOsException error(int rc) {
    return new NvmeOsException(
        -rc, NvmeException.Layer.SYSTEM, NvmeOsException.Operation.OTHER, null);
  }

  private static native int open0(long[] out);

  private static native int receive0(long handle, ByteBuffer buffer, boolean wait);

  private static native void stop0(long handle);

  private static native void close0(long handle);
}
