package io.reactornvme;

import java.io.IOException;
import java.time.Duration;
import java.util.Scanner;

/**
 * Sweeps of a monitor over drives that take 10 ms each. Each command is an IORING_OP_TIMEOUT on the
 * real ring, put in its place by native/slow.c; all else is as it is with drives.
 */
final class SlowDrives {

  static final Duration LATENCY = Duration.ofMillis(10);

  private static final int DRIVES = 64;

  private SlowDrives() {}

  /**
   * Reads numbers of sweeps, and writes the nanoseconds that they took.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Nvme nvme = Nvme.builder().platform(new NullPlatform(DRIVES)).build();
    try (Monitor monitor = new Monitor(SmartScan.of(nvme).depth(DRIVES), DRIVES);
        Scanner in = new Scanner(System.in)) {
      while (in.hasNextLong()) {
        long sweeps = in.nextLong();
        long begin = System.nanoTime();
        for (long i = 0; i < sweeps; i++) {
          monitor.sweep();
        }
        System.out.println(System.nanoTime() - begin);
      }
    }
    nvme.disposeLater().block();
  }
}
