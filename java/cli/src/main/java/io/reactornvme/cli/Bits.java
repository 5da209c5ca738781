package io.reactornvme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What the bits of a field say, a line each and an empty one behind them, as nvme-cli explains them
 * with {@code -H}. Immutable: each method returns a copy with a row more.
 */
final class Bits implements Function<Object, String> {

  /** The form of most rows. */
  static final String FORM = "  [%d:%d] : %s\t%s\n";

  /** A form of some rows. */
  static final String OUTDENTED = " [%d:%d] : %s\t%s\n";

  private record Row(int high, int low, boolean ifSet, String form, LongFunction<String> words) {
    void text(long field, StringBuilder text) {
      long value = (field >>> low) & ((1L << (high - low + 1)) - 1);
      if (value != 0 || !ifSet) {
        text.append(
            String.format(Locale.ROOT, form, high, low, Page.hex(value), words.apply(value)));
      }
    }
  }

  private final String form;
  private final List<Row> rows;

  private Bits(String form, List<Row> rows) {
    this.form = form;
    this.rows = rows;
  }

  static Bits rows() {
    return new Bits(FORM, List.of());
  }

  /** The rows that follow are laid out so: high bit, low bit, value, words. */
  Bits form(String rows) {
    return new Bits(rows, this.rows);
  }

  private Bits with(int high, int low, boolean ifSet, LongFunction<String> words) {
    List<Row> more = new ArrayList<>(rows);
    more.add(new Row(high, low, ifSet, form, words));
    return new Bits(form, more);
  }

  /** Bits that mean nothing: shown if one is set. */
  Bits reserved(int high, int low) {
    return with(high, low, true, value -> "Reserved");
  }

  /** The same where nvme-cli has it one column to the left. */
  Bits reservedOutdented(int high, int low) {
    return form(OUTDENTED).reserved(high, low).form(form);
  }

  /** A number, or one of several meanings. */
  Bits field(int high, int low, LongFunction<String> words) {
    return with(high, low, false, words);
  }

  Bits field(int high, int low, String words) {
    return field(high, low, value -> words);
  }

  /** One bit, and two words for a place in the text. */
  Bits either(int bit, String text, String set, String clear) {
    return field(bit, bit, value -> String.format(Locale.ROOT, text, value == 0 ? clear : set));
  }

  /** One bit that says whether there is something. */
  Bits supported(int bit, String what) {
    return either(bit, what + " %sSupported", "", "Not ");
  }

  /** The same, told of only if there is. */
  Bits ifSupported(int bit, String what) {
    return with(bit, bit, true, value -> what + " Supported");
  }

  @Override
  public String apply(Object field) {
    long value = ((Number) field).longValue();
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> row.text(value, text));
    return text.toString();
  }
}
