package io.reactornvme;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was set out to be reached, as the highest ratio of costs: a throughput of 0.85 times C's is
 * 1/0.85 of its time.
 */
record Bar(String name, String peerName, double ratio) {

  private static final String ANY = "";

  private static final List<Bar> ALL =
      List.of(
          new Bar("mono-128", ANY, 1.25),
          new Bar("mono-1", ANY, 1.25),
          new Bar("bulk-128", ANY, 1.25),
          new Bar("bulk-32", ANY, 1.25),
          new Bar("block", ANY, 1.3),
          new Bar("producers-4", ANY, 2),
          new Bar("rings-2", ANY, 1 / 1.8),
          new Bar("slow-drives", ANY, 1.2),
          new Bar("allocation-mono", ANY, 1),
          new Bar("allocation-bulk", ANY, 1),
          new Bar("jni-up", ANY, 1),
          new Bar("jni-down", ANY, 1),
          new Bar("wake-ups", ANY, 1),
          new Bar("read-1", "C", 1 / 0.85),
          new Bar("read-32", "C", 1 / 0.85),
          new Bar("read-128", "C", 1 / 0.85),
          new Bar("read-32", "fio", 1 / 1.2),
          new Bar("read-32", "fio, fixed", 1 / 1.2),
          new Bar("read-128", "fio", 1 / 1.2),
          new Bar("read-128", "fio, fixed", 1 / 1.2),
          new Bar("read-32", "boundedElastic", 1 / 1.5),
          new Bar("smart-cpu", "nvme in turn", 1 / 20.0),
          new Bar("smart-cpu", "nvme, xargs -P 8", 1 / 20.0),
          new Bar("smart-wall", "nvme in turn", 1 / 10.0),
          new Bar("smart-wall", "nvme, xargs -P 8", 1 / 10.0));

  /** Of a row; many have none. */
  static OptionalDouble of(Bench.Result row) {
    return ALL.stream()
        .filter(bar -> bar.name.equals(row.name()))
        .filter(bar -> bar.peerName.equals(ANY) || bar.peerName.equals(row.peerName()))
        .mapToDouble(Bar::ratio)
        .findFirst();
  }
}
