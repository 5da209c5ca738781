package io.reactornvme.cli;

import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Hands a bar's text to the console, which knows when to take it away. */
record StatusLine(Console console) implements ProgressBarConsumer {

  private static final int UPDATE_MILLIS = 100;

  /** A terminal shows ^C where the cursor is; on a line of its own it could not be erased. */
  private static final int ROOM_FOR_INTERRUPT = 3;

  /** A bar on the terminal's last line, which disappears at its end. */
  static ProgressBarBuilder bar(Console console, String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(console.canShow("█▏▉") ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .continuousUpdate()
        .clearDisplayOnFinish()
        .setConsumer(new StatusLine(console));
  }

  @Override
  public int getMaxRenderedLength() {
    return Math.max(console.width() - ROOM_FOR_INTERRUPT, 20);
  }

  /** A text on the terminal's last line, as far as it fits. */
  static void show(Console console, String text) {
    new StatusLine(console).accept(text);
  }

  @Override
  public void accept(String text) {
    console.status(
        text.length() > getMaxRenderedLength() ? text.substring(0, getMaxRenderedLength()) : text);
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
