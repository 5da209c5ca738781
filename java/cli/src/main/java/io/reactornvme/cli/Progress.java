package io.reactornvme.cli;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;

/**
 * The line on the terminal that tells how many drives have answered, and which have not when there
 * are few left. It disappears at the end.
 */
final class Progress implements AutoCloseable {

  private static final int NAMED = 3;

  private final Console console;
  private final ProgressBar bar;
  private final Set<String> waiting;

  private Progress(Console console, ProgressBar bar, Collection<String> devices) {
    this.console = console;
    this.bar = bar;
    this.waiting = new LinkedHashSet<>(devices);
  }

  /** Starts the line. */
  static Progress start(Console console, String task, Collection<String> devices) {
    ProgressBar bar =
        StatusLine.bar(console, task)
            .setInitialMax(devices.size())
            .setUnit(" drives", 1)
            .hideEta()
            .build();
    Progress progress = new Progress(console, bar, devices);
    progress.nameThoseLeft();
    return progress;
  }

  /** Counts one drive as answered. */
  void answered(String device) {
    waiting.remove(device);
    nameThoseLeft();
    bar.step();
  }

  private void nameThoseLeft() {
    bar.setExtraMessage(
        waiting.isEmpty() || waiting.size() > NAMED
            ? ""
            : "waiting for " + String.join(", ", waiting));
  }

  @Override
  public void close() {
    bar.close();
    console.eraseStatus(); // the bar leaves its line if it is closed before it was shown
  }
}
