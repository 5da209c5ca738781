package io.reactornvme.cli;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The line on the terminal that tells how many drives have answered, and which have not when there
 * are few left. It disappears at the end.
 */
final class Progress implements AutoCloseable {

  private static final int NAMED = 3;
  private static final int UPDATE_MILLIS = 100;

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
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(devices.size())
            .setUnit(" drives", 1)
            .hideEta()
            .setStyle(
                console.canShow("█▏▉") ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .continuousUpdate()
            .clearDisplayOnFinish()
            .setConsumer(new StatusLine(console))
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

  /** Hands the bar's text to the console, which knows when to take it away. */
  private record StatusLine(Console console) implements ProgressBarConsumer {

    @Override
    public int getMaxRenderedLength() {
      return Math.max(console.width() - 1, 20);
    }

    @Override
    public void accept(String text) {
      console.status(
          text.length() > getMaxRenderedLength()
              ? text.substring(0, getMaxRenderedLength())
              : text);
    }

    @Override
    public void clear() {
      console.eraseStatus();
    }

    @Override
    public void close() {
      console.eraseStatus();
    }
  }
}
