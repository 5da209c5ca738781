package io.reactornvme;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What is written today: a blocking ioctl, made reactive by {@code boundedElastic()}. */
final class Blocking {

  static {
    System.load(System.getProperty("rnvme.bench.blocking"));
  }

  private Blocking() {}

  static void reads(String node, int nsid, long commands, int depth) {
    int fd = NativeMemory.openDevice(Path.of(node), Access.READ_ONLY);
    try {
      Flux.range(0, depth)
          .flatMap(
              i -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
                return Mono.fromCallable(() -> read(fd, nsid, buffer))
                    .subscribeOn(Schedulers.boundedElastic())
                    .repeat(commands / depth - 1);
              },
              depth)
          .blockLast();
    } finally {
      NativeMemory.closeDevice(fd);
    }
  }

  private static int read(int fd, int nsid, ByteBuffer buffer) {
    int rc = read0(fd, nsid, LabBench.randomLba(ThreadLocalRandom.current().nextLong()), 8, buffer);
    if (rc != 0) {
      throw new IllegalStateException("read: " + rc);
    }
    return rc;
  }

  private static native int read0(int fd, int nsid, long lba, int blocks, ByteBuffer buffer);
}
