package io.reactornvme.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Data for a drive, from a file or from stdin. */
final class Input {

  private Input() {}

  /**
   * So many bytes; what the file does not have is filled up, as nvme-cli does.
   *
   * @param file null for stdin
   * @param fill the byte to fill up with
   */
  static ByteBuffer read(@Nullable Path file, int length, int fill) {
    byte[] bytes = new byte[length];
    try (InputStream in =
        file == null ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(file)) {
      int got = in.readNBytes(bytes, 0, length);
      Arrays.fill(bytes, got, length, (byte) fill);
      return ByteBuffer.wrap(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
