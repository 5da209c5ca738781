package io.reactornvme.conformance;

import io.reactornvme.Nvme;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the suite runs against: a way to two drives.
 *
 * <p>One, whose serial number is {@value #SERIAL}, has these namespaces of 64 MiB: 1 with blocks of
 * 512 bytes, 2 with 4096, 3 with 512 and 8 bytes of metadata in a buffer of their own, and 4 with
 * 512, private, and not attached.
 *
 * <p>The other, {@value #SPECIAL}, has these of 64 MiB with blocks of 512 bytes: 1 is zoned, with
 * zones of 2,048 blocks, 1,536 of them to be written, 2 of them open at most and 3 active, and with
 * descriptor extensions of 64 bytes; 2, 3 and 4 have protection information of types 1, 2 and 3 as
 * their 8 bytes of metadata, in a buffer of its own. Where the drive has reservations, it has a
 * second controller.
 */
interface Subject {

  String SERIAL = "conformance";

  String SPECIAL = "special";

  /** The backend's name, a column of the matrix. */
  String name();

  /** Whether the drive is QEMU's. */
  boolean isQemu();

  /** The kernel in between, as major * 1000 + minor; 0 for none. */
  int kernel();

  /** A drive for one case. */
  Opened open();

  /** Called when all cases have run. */
  default void close() {}

  /**
   * A firmware image that the drive accepts; each drive has its own kind.
   *
   * @param revision the firmware revision it has
   * @return the image, or null if there is none
   */
  default @Nullable ByteBuffer firmware(String revision) {
    return null;
  }

  /**
   * The library with the drive behind it.
   *
   * @param nvme the library
   * @param close called when the case is over
   */
  record Opened(Nvme nvme, Runnable close) {}
}
