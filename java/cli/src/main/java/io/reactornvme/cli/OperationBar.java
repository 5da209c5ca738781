package io.reactornvme.cli;

import io.reactornvme.Progress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far drives are with something that takes long: on a terminal a bar for all of them, with rate
 * and remaining time, else a line now and then. That a drive has stalled is said in both, also if
 * nothing at all comes from it.
 *
 * <p>Thread-safe: each drive's items come on a thread of their own.
 */
final class OperationBar {

  /** Between two lines where there is no terminal. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** What is over before needs no bar. */
  private static final Duration SOON = Duration.ofMillis(300);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** An operation that tells nothing for so long has stalled; polls come more often. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final int WHOLE = 10_000;
  private static final int MEGABYTE = 1_000_000;

  /**
   * An item.
   *
   * @param at when it came, on {@link System#nanoTime()}
   */
  private record Seen(Progress progress, long at) {}

  private final Console console;

  /** Of the drives that are at it, the last item each. */
  private final Map<String, Seen> latest = new LinkedHashMap<>();

  /** Of those the items that had a line. */
  private final Map<String, Progress> told = new LinkedHashMap<>();

  /** Of those that have ended while others are at it: the bar does not go back. */
  private int over;

  private long bytesOver;

  private @Nullable ProgressBar bar;

  OperationBar(Console console) {
    this.console = console;
  }

  /** Shows it until its end. */
  Mono<Void> watch(String device, Flux<Progress> operation) {
    // The end of using: before who waits hears of it, and writes what is to stand in its place.
    return Mono.using(
        () -> Flux.interval(TICK).subscribe(tick -> silent(device, System.nanoTime())),
        ticks -> operation.doOnNext(progress -> show(device, progress)).then(),
        ticks -> {
          ticks.dispose();
          end(device);
        });
  }

  synchronized boolean isShown() {
    return bar != null;
  }

  void show(String device, Progress progress) {
    show(device, progress, System.nanoTime());
  }

  private synchronized void show(String device, Progress progress, long at) {
    latest.put(device, new Seen(progress, at));
    if (!console.errIsTerminal()) {
      tell(device, progress);
      return;
    }
    if (bar == null) {
      if (progress.elapsed().compareTo(SOON) < 0) {
        return;
      }
      bar = start(progress);
    }
    if (progress.isKnown()) {
      bar.maxHint(whole(progress));
      bar.stepTo(done(progress));
    }
    bar.setExtraMessage(stalled());
  }

  /** Looks after a drive that may have told nothing for long. */
  synchronized void silent(String device, long now) {
    Seen seen = latest.get(device);
    if (seen == null || seen.progress.ended()) {
      return;
    }
    Duration silence = Duration.ofNanos(now - seen.at);
    Progress last = seen.progress;
    boolean silent = silence.compareTo(SILENCE) >= 0;
    if (silent || bar == null) {
      Progress since =
          new Progress(
              last.operation(),
              last.done(),
              last.total(),
              last.unit(),
              last.elapsed().plus(silence),
              last.unchanged().plus(silence),
              last.stalled() || silent,
              false);
      show(device, since, now);
      latest.put(device, seen); // of the drive itself this is still the last
    }
  }

  synchronized void end(String device) {
    Seen seen = latest.remove(device);
    told.remove(device);
    if (seen != null && seen.progress.ended()) {
      over++;
      bytesOver += seen.progress.total();
    }
    if (latest.isEmpty()) {
      over = 0;
      bytesOver = 0;
      if (bar != null) {
        bar.close();
        console.eraseStatus(); // the bar leaves its line if it is closed before it was shown
        bar = null;
      }
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
    return any.unit() == Progress.Unit.BYTES ? bytesOver + sum(Progress::total) : WHOLE;
  }

  /** Of all drives together: bytes, or the mean of their percentages. */
  private long done(Progress any) {
    return any.unit() == Progress.Unit.BYTES
        ? bytesOver + sum(Progress::done)
        : ((long) over * WHOLE + sum(Progress::hundredthsOfPercent)) / (over + latest.size());
  }

  private long sum(ToLongFunction<Progress> of) {
    return latest.values().stream().map(Seen::progress).mapToLong(of).sum();
  }

  private String stalled() {
    return latest.entrySet().stream()
        .filter(entry -> entry.getValue().progress.stalled())
        .map(
            entry ->
                entry.getKey() + " stalled for " + seconds(entry.getValue().progress.unchanged()))
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
