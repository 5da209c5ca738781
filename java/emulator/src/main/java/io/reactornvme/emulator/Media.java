package io.reactornvme.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Where a namespace's bytes are; what was never written reads as zeros and takes no room. */
abstract class Media {

  abstract void read(long position, byte[] to, int offset, int length);

  abstract void write(long position, byte[] from, int offset, int length);

  abstract void zero(long position, long length);

  /** Forgets everything. */
  abstract void clear();

  void flush() {}

  void close() {}

  /** Pages in the heap. */
  static final class Memory extends Media {

    private static final int PAGE = 4096;

    private final Map<Long, byte[]> pages = new HashMap<>();

    @Override
    void read(long position, byte[] to, int offset, int length) {
      for (int done = 0; done < length; ) {
        int at = (int) ((position + done) % PAGE);
        int n = Math.min(PAGE - at, length - done);
        byte[] page = pages.get((position + done) / PAGE);
        if (page == null) {
          Arrays.fill(to, offset + done, offset + done + n, (byte) 0);
        } else {
          System.arraycopy(page, at, to, offset + done, n);
        }
        done += n;
      }
    }

    @Override
    void write(long position, byte[] from, int offset, int length) {
      for (int done = 0; done < length; ) {
        int at = (int) ((position + done) % PAGE);
        int n = Math.min(PAGE - at, length - done);
        byte[] page = pages.computeIfAbsent((position + done) / PAGE, p -> new byte[PAGE]);
        System.arraycopy(from, offset + done, page, at, n);
        done += n;
      }
    }

    @Override
    void zero(long position, long length) {
      if (length / PAGE > pages.size()) { // fewer pages than the range has
        pages.entrySet().removeIf(p -> cut(p.getKey() * PAGE, p.getValue(), position, length));
        return;
      }
      for (long page = position / PAGE; page * PAGE < position + length; page++) {
        byte[] bytes = pages.get(page);
        if (bytes != null && cut(page * PAGE, bytes, position, length)) {
          pages.remove(page);
        }
      }
    }

    /** Clears the page's part of the range; true if that is all of the page. */
    private static boolean cut(long start, byte[] page, long position, long length) {
      int from = (int) Math.max(0, Math.min(PAGE, position - start));
      int to = (int) Math.max(0, Math.min(PAGE, position + length - start));
      Arrays.fill(page, from, Math.max(from, to), (byte) 0);
      return from == 0 && to == PAGE;
    }

    @Override
    void clear() {
      pages.clear();
    }
  }

  /** A sparse file. */
  static final class File extends Media {

    private static final int CHUNK = 1 << 16;

    private final FileChannel channel;

    File(Path path) {
      try {
        channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void read(long position, byte[] to, int offset, int length) {
      ByteBuffer buffer = ByteBuffer.wrap(to, offset, length);
      try {
        while (buffer.hasRemaining()) {
          int n = channel.read(buffer, position + (buffer.position() - offset));
          if (n < 0) { // past what was written
            Arrays.fill(to, buffer.position(), offset + length, (byte) 0);
            return;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void write(long position, byte[] from, int offset, int length) {
      ByteBuffer buffer = ByteBuffer.wrap(from, offset, length);
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer, position + (buffer.position() - offset));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Java cannot punch holes: written over as far as the file goes, cut off at its end. */
    @Override
    void zero(long position, long length) {
      try {
        long end = channel.size();
        if (position + length >= end) {
          channel.truncate(Math.min(position, end));
          return;
        }
        byte[] zeros = new byte[(int) Math.min(CHUNK, length)];
        for (long done = 0; done < length; done += zeros.length) {
          write(position + done, zeros, 0, (int) Math.min(zeros.length, length - done));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void clear() {
      zero(0, Long.MAX_VALUE);
    }

    @Override
    void flush() {
      try {
        channel.force(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
