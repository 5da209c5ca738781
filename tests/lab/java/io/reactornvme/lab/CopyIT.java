package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.RangeRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/**
 * A range is copied from drive to drive in bounded memory: 256 MiB, with {@code --full} 4 GiB. What
 * the source has was written through its block device; cmp(1) reads both through theirs.
 */
@Tag("features")
class CopyIT {

  private static final long MIB = 1 << 20;
  private static final int BLOCK = 512;
  private static final int DEPTH = 16;
  private static final int TRANSFER = 128 << 10;
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final long BYTES = (Boolean.getBoolean("rnvme.lab.full") ? 4096 : 256) * MIB;

  /** Contents that tell where they belong: every block of a MiB in eight, and of the last. */
  private static ByteBuffer pattern(long offset) {
    ByteBuffer b = ByteBuffer.allocate((int) MIB);
    for (int i = 0; i < MIB; i += 8) {
      long lba = (offset + i) / BLOCK;
      b.putLong(i, (lba + 1) * 0x9E3779B97F4A7C15L + i);
    }
    return b;
  }

  private static boolean hasPattern(long offset) {
    return offset / MIB % 8 == 5 || offset == BYTES - MIB;
  }

  private static void fill(String device) {
    try (FileChannel channel = FileChannel.open(Path.of(device), StandardOpenOption.WRITE)) {
      for (long at = 0; at < BYTES; at += MIB) {
        if (hasPattern(at)) {
          ByteBuffer bytes = pattern(at);
          while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
          }
        }
      }
      channel.force(true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void drivesAreCopiedByReadAndWriteInBoundedMemory() {
    String source = Lab.block("copy-from", 1);
    String sink = Lab.block("copy-to", 1);
    fill(source);
    // What the destination had must not look like a copy: its last MiB of the range and the next.
    Lab.writeBlock(sink, BYTES - MIB, pattern(0).array());
    Lab.writeBlock(sink, BYTES, pattern(0).array());

    Nvme nvme = Nvme.create();
    NvmeNamespace from = nvme.namespace(source);
    NvmeNamespace to = nvme.namespace(sink, Access.READ_WRITE);
    RangeRequest range =
        RangeRequest.of(0, BYTES / BLOCK).transferBytes(TRANSFER).depth(DEPTH).flush();
    AtomicLong most = new AtomicLong();
    Flux<NvmeBuffer> data =
        from.readLeased(range)
            .doOnNext(lease -> most.accumulateAndGet(nvme.stats().liveBuffers(), Math::max));
    long start = System.nanoTime();
    Long blocks = to.writeLeased(range, data).block(LONG);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(blocks).isEqualTo(BYTES / BLOCK);
    System.out.printf(
        "copied %d MiB in %.1f s (%.0f MiB/s), at most %d buffers: leases of %d KiB, and a page for"
            + " each command in flight%n",
        BYTES / MIB, seconds, BYTES / MIB / seconds, most.get(), TRANSFER / 1024);
    // A lease and the page of its command, each; the leases are what counts.
    assertThat(most.get()).isLessThanOrEqualTo(2L * DEPTH);
    assertThat(nvme.stats().liveBuffers()).isZero();

    Lab.must("blockdev", "--flushbufs", source, sink);
    Lab.must("cmp", "-n", Long.toString(BYTES), source, sink);
    for (long at : new long[] {5 * MIB, BYTES / 2 + 5 * MIB, BYTES - MIB}) {
      assertThat(Lab.readBlock(sink, at, (int) MIB)).isEqualTo(pattern(at).array());
    }
    assertThat(Lab.readBlock(sink, 6 * MIB, (int) MIB)).containsOnly(0);
    assertThat(Lab.readBlock(sink, BYTES, (int) MIB))
        .as("behind the range nothing was touched")
        .isEqualTo(pattern(0).array());
    nvme.disposeLater().block(Lab.PATIENCE);
  }
}
