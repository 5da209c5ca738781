package io.reactornvme.cli;

import io.reactornvme.Progress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far drives are with something that takes long: on a terminal a bar for all of them, with rate
 * and remaining time, else a line now and then. That a drive has stalled is said in both.
 *
 * <p>Thread-safe: each drive's items come on a thread of their own.
 */
final class OperationBar {

  /** Between two lines where there is no terminal. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int WHOLE = 10_000;
  private static final int MEGABYTE = 1_000_000;

  private final Console console;

  /** Of the drives that are at it, the last item each. */
  private final Map<String, Progress> latest = new LinkedHashMap<>();

  /** Of those the items that had a line. */
  private final Map<String, Progress> told = new LinkedHashMap<>();

  private @Nullable ProgressBar bar;

  OperationBar(Console console) {
    this.console = console;
  }

  /** Shows it until its end. */
  Mono<Void> watch(String device, Flux<Progress> operation) {
    return operation
        .doOnNext(progress -> show(device, progress))
        // Not doFinally, which comes after the end has been told: what is said then would come
        // first.
        .doOnTerminate(() -> end(device))
        .doOnCancel(() -> end(device))
        .then();
  }

  synchronized void show(String device, Progress progress) {
    latest.put(device, progress);
    if (!console.errIsTerminal()) {
      tell(device, progress);
      return;
    }
    if (bar == null) {
      bar = start(progress);
    }
    if (progress.isKnown()) {
      bar.maxHint(whole(progress));
      bar.stepTo(done(progress));
    }
    bar.setExtraMessage(stalled());
  }

  synchronized void end(String device) {
    latest.remove(device);
    told.remove(device);
    if (latest.isEmpty() && bar != null) {
      bar.close();
      console.eraseStatus(); // the bar leaves its line if it is closed before it was shown
      bar = null;
    }
  }

  // ---- terminal ----

  private ProgressBar start(Progress first) {
    ProgressBarBuilder builder =
        StatusLine.bar(console, first.operation()).setInitialMax(first.isKnown() ? WHOLE : -1);
    if (first.unit() == Progress.Unit.BYTES) {
      builder.setUnit(" MB", MEGABYTE).showSpeed();
    } else {
      builder.setUnit("%", WHOLE / 100).showSpeed().setSpeedUnit(ChronoUnit.MINUTES);
    }
    // Of what runs already, the rate is that since now.
    return builder.startsFrom(first.isKnown() ? done(first) : 0, Duration.ZERO).build();
  }

  private long whole(Progress any) {
    return any.unit() == Progress.Unit.BYTES
        ? latest.values().stream().mapToLong(Progress::total).sum()
        : WHOLE;
  }

  /** Of all drives together: bytes, or the mean of their percentages. */
  private long done(Progress any) {
    return any.unit() == Progress.Unit.BYTES
        ? latest.values().stream().mapToLong(Progress::done).sum()
        : latest.values().stream().mapToLong(Progress::hundredthsOfPercent).sum() / latest.size();
  }

  private String stalled() {
    return latest.entrySet().stream()
        .filter(entry -> entry.getValue().stalled())
        .map(entry -> entry.getKey() + " stalled for " + seconds(entry.getValue().unchanged()))
        .collect(Collectors.joining(", "));
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }

  // ---- no terminal ----

  private void tell(String device, Progress progress) {
    Progress before = told.putIfAbsent(device, progress);
    if (before == null || progress.ended()) {
      return; // what ends soon needs no line, and at its end the command has its own
    }
    boolean due = progress.elapsed().minus(before.elapsed()).compareTo(PAUSE) >= 0;
    if (due || (progress.stalled() && !before.stalled())) {
      told.put(device, progress);
      console.note(
          device
              + ": "
              + progress
              + (progress.stalled() ? "; it has stalled, and may still be at work" : ""));
    }
  }
}
