package io.reactornvme.cli;

/** Colours; whether they are wanted says {@link Console#colour()}. */
final class Style {

  static final String RED = "\033[31m";
  static final String YELLOW = "\033[33m";
  static final String BOLD = "\033[1m";
  static final String REVERSE = "\033[7m";
  private static final String PLAIN = "\033[0m";

  private Style() {}

  /** Colours the text and not the space around it. */
  static String around(String line, String colour) {
    String text = line.strip();
    if (text.isEmpty()) {
      return line;
    }
    int start = line.indexOf(text);
    int end = start + text.length();
    return line.substring(0, start) + colour + text + PLAIN + line.substring(end);
  }
}
