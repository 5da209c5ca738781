package io.reactornvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What the shim does beside the rings: memory for drives, and device files (Java's own channels
 * cannot give their descriptor away). Natives: {@code native/jni_rnvme.c}.
 */
final class NativeMemory {

  // open(2), on all architectures that this runs on
  private static final int O_RDWR = 2;
  private static final int O_EXCL = 0200;

  static final int PAGE = 4096;

  private static final int ENOMEM = 12;

  static {
    NativeLibrary.ensureAvailable();
  }

  private NativeMemory() {}

  /** A mapping below 4 GiB if possible, page-aligned and zeroed. Not freed by itself. */
  record Mapping(long address, ByteBuffer view) {

    static Mapping create(int size) {
      long address = map0(size);
      if (address == 0) {
        throw new NvmeOsException(
            ENOMEM, NvmeException.Layer.SYSTEM, NvmeOsException.Operation.OTHER, null);
      }
      return new Mapping(address, view0(address, size).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Memory of the JVM, for drives that are in it too. */
    static Mapping inJvm(int size) {
      return new Mapping(0, ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Unmap now: nobody may hold the view, and no drive the memory. */
    void free() {
      if (address != 0) {
        unmap0(address, view.capacity());
      }
    }

    /**
     * Unmap when the view and all buffers derived from it are unreachable. It is the only safe time
     * once a caller has been given one, for no one can tell what he keeps.
     *
     * @param freeing gets what unmaps, to be run when nobody else holds the memory; must not refer
     *     to the view
     */
    Mapping freeWhenUnreachable(Consumer<Runnable> freeing) {
      if (address != 0) {
        long at = address;
        int size = view.capacity();
        Cleaners.register(view, () -> freeing.accept(() -> unmap0(at, size)));
      }
      return this;
    }
  }

  /** A view of memory that stays mapped as long as a buffer derived from it is reachable. */
  static ByteBuffer view(long address, long size, Runnable whenUnreachable) {
    ByteBuffer view = view0(address, size).order(ByteOrder.LITTLE_ENDIAN);
    Cleaners.register(view, whenUnreachable);
    return view;
  }

  static ByteBuffer view(long address, long size) {
    return view0(address, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The descriptor, or -errno. */
  static int openDevice(Path path, Access access) {
    return open(path, access == Access.READ_WRITE ? O_RDWR : 0);
  }

  /**
   * Opens a block node as a file system would, and closes it again.
   *
   * @return 0, or -errno: -EBUSY if somebody has it
   */
  static int openExclusively(Path path) {
    int fd = open(path, O_EXCL);
    if (fd >= 0) {
      closeDevice0(fd);
    }
    return Math.min(fd, 0);
  }

  private static int open(Path path, int flags) {
    return openDevice0(path.toString().getBytes(StandardCharsets.UTF_8), flags);
  }

  static void closeDevice(int fd) {
    closeDevice0(fd);
  }

  private static native long map0(long size);

  private static native void unmap0(long address, long size);

  private static native ByteBuffer view0(long address, long size);

  private static native int openDevice0(byte[] path, int flags);

  private static native void closeDevice0(int fd);
}
