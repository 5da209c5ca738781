package io.reactornvme.cli;

import java.util.Arrays;

/** Lines of cells under a heading, each as wide as nvme-cli has it; the last one is not cut. */
final class TextTable {

  private final StringBuilder text;
  private final int[] widths;

  TextTable(int... widths) {
    this(new StringBuilder(), widths);
  }

  private TextTable(StringBuilder text, int[] widths) {
    this.text = text;
    this.widths = widths;
  }

  /** Another one after an empty line. */
  TextTable next(int... nextWidths) {
    text.append('\n');
    return new TextTable(text, nextWidths);
  }

  /** The cells, filled up with blanks. */
  void line(String... cells) {
    for (int i = 0; i < cells.length; i++) {
      text.append(i == 0 ? "" : " ").append(cells[i]);
      text.append(" ".repeat(Math.max(0, widths[i] - cells[i].length())));
    }
    text.append('\n');
  }

  /** The same in a colour; an empty one for none. */
  void coloured(String colour, String... cells) {
    int start = text.length();
    line(cells);
    if (!colour.isEmpty()) {
      text.replace(start, text.length(), Style.around(text.substring(start), colour));
    }
  }

  /** Dashes below the heading. */
  void rule() {
    line(Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
