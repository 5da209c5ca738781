package io.reactornvme;

import java.time.Duration;
import java.util.List;

/** A program that reads the SMART log of some drives once, and tells when. */
final class FirstSweep {

  private FirstSweep() {}

  /**
   * Writes when it has begun, and when all drives were read: {@link System#nanoTime()}.
   *
   * @param controllers to be read
   */
  public static void main(String[] controllers) {
    long begin = System.nanoTime();
    // What loads its classes while it holds the ring's thread is no news here.
    Nvme nvme = Nvme.builder().stallThreshold(Duration.ofMinutes(1)).build();
    long good =
        SmartScan.of(nvme)
            .devices(List.of(controllers))
            .scan()
            .filter(SmartReading::isOk)
            .count()
            .blockOptional()
            .orElse(0L);
    if (good != controllers.length) {
      throw new IllegalStateException(good + " of " + controllers.length);
    }
    System.out.println(begin + " " + System.nanoTime());
    System.exit(0);
  }
}
