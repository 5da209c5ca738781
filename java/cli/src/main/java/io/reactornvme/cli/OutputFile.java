package io.reactornvme.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What a drive sends, written to a file piece by piece, as it comes. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Writes the pieces one after the other.
   *
   * @return the bytes of each, once it is in the file; errors are the drive's, or the file's
   */
  static Flux<Integer> write(Flux<ByteBuffer> pieces, Path file) {
    return Flux.using(
        () -> FileChannel.open(file, WRITE, CREATE, TRUNCATE_EXISTING),
        channel ->
            // A disk may block, and the pieces come on the library's thread.
            pieces.publishOn(Schedulers.boundedElastic(), 1).map(piece -> write(channel, piece)),
        OutputFile::close);
  }

  private static int write(FileChannel channel, ByteBuffer piece) {
    try {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      return piece.remaining();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
