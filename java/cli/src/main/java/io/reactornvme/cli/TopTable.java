package io.reactornvme.cli;

import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.spec.SmartLog;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rnvme top} knows of the drives, and how that fills a screen. It has no terminal:
 * lines go out, of any width and height that it is told.
 *
 * <p>For one thread.
 */
final class TopTable {

  private static final int ABOVE = 4;
  private static final int BELOW = 1;
  private static final int RATE = "999.9 MB/s".length();

  /** How a drive is, the worst first. */
  enum State {
    GONE(Style.RED),
    SILENT(Style.RED),
    FAILED(Style.RED),
    CRITICAL(Style.RED),
    HOT(Style.YELLOW),
    WORN(Style.YELLOW),
    OK(""),
    UNKNOWN("");

    private final String colour;

    State(String colour) {
      this.colour = colour;
    }
  }

  /**
   * How it looks, and from where on a drive is marked.
   *
   * @param hot degrees Celsius
   * @param worn percentage used
   * @param every the interval, for the heading
   * @param degree the unit of temperatures, as the terminal can show it
   * @param colour whether there are colours
   * @param zone of the times that are shown
   */
  record Settings(int hot, int worn, Duration every, String degree, boolean colour, ZoneId zone) {}

  /** A drive. What it said last is gone from sight once it is silent or fails: it may be wrong. */
  private static final class Row {
    final String device;
    final Instant known;
    int order;
    @Nullable NvmeControllerInfo info;
    @Nullable SmartReading last;
    @Nullable SmartReading good;
    @Nullable Double read;
    @Nullable Double written;
    boolean silent;

    /** Since when it is not there any more, or null. */
    @Nullable Instant gone;

    Row(String device, int order, Instant known) {
      this.device = device;
      this.order = order;
      this.known = known;
    }

    @Nullable SmartLog log() {
      return last == null ? null : last.log();
    }

    /** It has left; what it said is of no worth any more. */
    void leave(Instant now) {
      gone = now;
      last = null;
      good = null;
      read = null;
      written = null;
      silent = false;
    }

    /** Since when nothing has come from it. */
    Instant since() {
      return good == null ? known : good.time();
    }
  }

  /** A column, with a width for what is usual: it is not to move with each reading. */
  private record Col(String header, boolean right, int usual, Function<Row, String> cell) {}

  private final Settings settings;
  private final DateTimeFormatter clock;
  private final Map<String, Row> rows = new HashMap<>();
  private final List<Col> columns;
  private TopSort sort = TopSort.DEVICE;
  private boolean reversed;
  private int scroll;

  /** How many drives the last screen had room for. */
  private int page = 1;

  TopTable(Settings settings) {
    this.settings = settings;
    this.clock = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(settings.zone());
    // What matters most first: a terminal that is too narrow shows the beginning.
    this.columns =
        List.of(
            new Col("DEVICE", false, 8, TopTable::name),
            new Col("STATE", false, "SILENT since 00:00:00".length(), this::words),
            new Col("TEMP", true, 5, r -> log(r, this::temperature)),
            new Col("WEAR", true, 4, r -> log(r, l -> l.percentageUsed() + "%")),
            new Col("SPARE/MIN", true, 9, r -> log(r, SmartTable::spare)),
            new Col("READ/S", true, RATE, r -> rate(r, r.read)),
            new Col("WRITE/S", true, RATE, r -> rate(r, r.written)),
            new Col("LATENCY", true, 8, TopTable::latency),
            new Col("MODEL", false, 0, r -> r.info == null ? "-" : r.info.model()));
  }

  // ---- what happens ----

  /** The drives that there are now. Others that there were stay, as gone: that is what matters. */
  void present(List<String> devices, Instant now) {
    Set<String> there = new HashSet<>(devices);
    for (Row row : rows.values()) {
      if (row.gone == null && !there.contains(row.device)) {
        row.leave(now);
      }
    }
    for (int i = 0; i < devices.size(); i++) {
      String device = devices.get(i);
      int order = i;
      Row row = rows.computeIfAbsent(device, d -> new Row(d, order, now));
      row.order = order;
      row.gone = null;
    }
  }

  /** What sysfs says of a drive, also if it does not answer. */
  void known(String device, NvmeControllerInfo info) {
    Row row = rows.get(device);
    if (row != null) {
      row.info = info;
    }
  }

  /** A drive answered, or did not in time. One that has gone meanwhile is not there any more. */
  void reading(SmartReading reading) {
    Row row = rows.get(reading.device());
    if (row == null || row.gone != null) {
      return;
    }
    if (reading.info() != null) {
      row.info = reading.info();
    }
    row.read = null;
    row.written = null;
    if (reading.isOk()) {
      if (row.good != null && row.last == row.good) {
        row.read = perSecond(row.good, reading, SmartLog::dataBytesRead);
        row.written = perSecond(row.good, reading, SmartLog::dataBytesWritten);
      }
      row.good = reading;
      row.silent = false;
    } else {
      String kind = Failure.of(reading.error()).kind();
      // One that keeps its commands takes no more at some time, which is no news of it.
      row.silent = kind.equals("deadline") || (row.silent && kind.equals("busy"));
    }
    row.last = reading;
  }

  /** Null if no time has passed, or the counter went back, as at a replacement. */
  private static @Nullable Double perSecond(
      SmartReading from, SmartReading to, Function<SmartLog, BigInteger> counter) {
    double seconds = Duration.between(from.time(), to.time()).toNanos() / 1e9;
    BigInteger bytes = counter.apply(to.log()).subtract(counter.apply(from.log()));
    return seconds <= 0 || bytes.signum() < 0 ? null : bytes.doubleValue() / seconds;
  }

  /** Sorts by something; the same again turns the order round. */
  void sort(TopSort by) {
    reversed = by == sort && !reversed;
    sort = by;
  }

  void sort(TopSort by, boolean theOtherWayRound) {
    sort = by;
    reversed = theOtherWayRound;
  }

  void reverse() {
    reversed = !reversed;
  }

  /** How many drives there are. */
  int size() {
    return rows.size();
  }

  /** Moves so many lines down, or up if negative. */
  void scroll(int lines) {
    scroll = Math.max(0, Math.min(scroll + lines, Math.max(0, rows.size() - page)));
  }

  void scrollPages(int pages) {
    scroll(pages * page);
  }

  // ---- the screen ----

  /** As many lines as there is room for at most, none longer than the width but for colours. */
  List<String> lines(int width, int height, Instant now) {
    List<Row> sorted = new ArrayList<>(rows.values());
    sorted.sort(order());
    page = Math.max(1, height - ABOVE - BELOW);
    scroll(0);
    List<Row> shown = sorted.subList(scroll, Math.min(scroll + page, sorted.size()));
    List<String> lines = new ArrayList<>();
    lines.add(cut("rnvme top  " + clock.format(now) + "  " + summary(), width));
    lines.add(cut(total() + "  every " + inWords(settings.every()), width));
    lines.add("");
    int[] widths = widths(sorted);
    lines.add(styled(cut(header(widths), width), Style.REVERSE));
    for (Row row : shown) {
      String line = cut(line(widths, c -> Console.printable(c.cell().apply(row))), width);
      lines.add(styled(line, state(row).colour));
    }
    while (lines.size() < height - BELOW) {
      lines.add("");
    }
    lines.add(cut(footer(shown.size()), width));
    return lines.subList(0, Math.min(lines.size(), Math.max(1, height)));
  }

  private String styled(String line, String style) {
    return settings.colour() && !style.isEmpty() ? Style.around(line, style) : line;
  }

  private static String cut(String line, int width) {
    return line.length() <= width ? line.stripTrailing() : line.substring(0, width);
  }

  private String summary() {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    rows.values().forEach(row -> counts.merge(state(row), 1, Integer::sum));
    StringBuilder text = new StringBuilder();
    text.append(rows.size()).append(rows.size() == 1 ? " drive" : " drives");
    String separator = ": ";
    for (State state : State.values()) {
      Integer count = counts.get(state);
      if (count != null) {
        String word = state == State.UNKNOWN ? "not read yet" : state.name();
        text.append(separator).append(count).append(' ').append(word.toLowerCase(Locale.ROOT));
        separator = ", ";
      }
    }
    return text.toString();
  }

  private String total() {
    return "read "
        + rate(rows.values().stream().map(r -> r.read).toList())
        + "  written "
        + rate(rows.values().stream().map(r -> r.written).toList());
  }

  private static String rate(List<@Nullable Double> rates) {
    return rate(rates.stream().filter(r -> r != null).mapToDouble(r -> r).sum());
  }

  private String footer(int shown) {
    StringBuilder text = new StringBuilder("q quit  r reverse  sort:");
    for (TopSort by : TopSort.values()) {
      text.append(' ').append(by.key).append(' ').append(by.name().toLowerCase(Locale.ROOT));
    }
    if (shown < rows.size()) {
      text.insert(0, (scroll + 1) + "-" + (scroll + shown) + " of " + rows.size() + "  ");
    }
    return text.toString();
  }

  private String header(int[] widths) {
    return line(widths, Col::header);
  }

  /** Of all drives, so that columns stay where they are while one scrolls. */
  private int[] widths(List<Row> all) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      Col column = columns.get(i);
      widths[i] = Math.max(column.header().length(), column.usual());
      for (Row row : all) {
        widths[i] = Math.max(widths[i], column.cell().apply(row).length());
      }
    }
    return widths;
  }

  private String line(int[] widths, Function<Col, String> cell) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = cell.apply(columns.get(i));
      String space = " ".repeat(widths[i] - text.length());
      line.append(i == 0 ? "" : "  ");
      line.append(columns.get(i).right() ? space + text : text + space);
    }
    return line.toString();
  }

  // ---- the order ----

  private Comparator<Row> order() {
    Comparator<Row> order =
        switch (sort) {
          case DEVICE -> Comparator.comparingInt(row -> row.order);
          case STATE -> Comparator.comparing(this::state);
          case TEMP ->
              mostFirst(r -> r.log() == null ? null : (double) SmartMarks.celsius(r.log()));
          case WEAR -> mostFirst(r -> r.log() == null ? null : (double) r.log().percentageUsed());
          case READ -> mostFirst(row -> row.log() == null ? null : row.read);
          case WRITE -> mostFirst(row -> row.log() == null ? null : row.written);
          case LATENCY ->
              mostFirst(r -> r.last == null ? null : (double) r.last.latency().toNanos());
        };
    // Equal ones keep their place; one that has gone is where it was, before those that moved up.
    return (reversed ? order.reversed() : order)
        .thenComparingInt(row -> row.order)
        .thenComparing(row -> row.gone == null)
        .thenComparing(row -> row.device);
  }

  private static Comparator<Row> mostFirst(Function<Row, @Nullable Double> value) {
    return Comparator.comparing(
        value, Comparator.nullsLast(Comparator.<Double>naturalOrder().reversed()));
  }

  // ---- the cells ----

  private State state(Row row) {
    if (row.gone != null) {
      return State.GONE;
    }
    if (row.last == null) {
      return State.UNKNOWN;
    }
    SmartLog log = row.log();
    if (log == null) {
      return row.silent ? State.SILENT : State.FAILED;
    } else if (SmartMarks.isCritical(log)) {
      return State.CRITICAL;
    } else if (SmartMarks.isHot(log, settings.hot())) {
      return State.HOT;
    }
    return SmartMarks.isWorn(log, settings.worn()) ? State.WORN : State.OK;
  }

  /** All that holds, also without colours. */
  private String words(Row row) {
    SmartLog log = row.log();
    if (row.gone != null) {
      return "GONE since " + clock.format(row.gone);
    } else if (row.last == null) {
      return "...";
    } else if (log == null) {
      return row.silent
          ? "SILENT since " + clock.format(row.since())
          : "FAILED: " + Failure.of(row.last.error()).brief();
    }
    List<String> words = new ArrayList<>();
    if (SmartMarks.isHot(log, settings.hot())) {
      words.add("HOT");
    }
    if (SmartMarks.isWorn(log, settings.worn())) {
      words.add("WORN");
    }
    if (SmartMarks.isCritical(log)) {
      words.add("CRITICAL: " + SmartMarks.warnings(log));
    }
    return words.isEmpty() ? "ok" : String.join(" ", words);
  }

  private static String name(Row row) {
    return row.device.substring(row.device.lastIndexOf('/') + 1);
  }

  private static String log(Row row, Function<SmartLog, String> field) {
    return row.log() == null ? "-" : field.apply(row.log());
  }

  private String temperature(SmartLog log) {
    return log.compositeTemperature() == 0 ? "-" : SmartMarks.celsius(log) + settings.degree();
  }

  private static String rate(Row row, @Nullable Double rate) {
    return row.log() == null || rate == null ? "-" : rate(rate);
  }

  private static String rate(double bytesPerSecond) {
    return Sizes.si(BigDecimal.valueOf(bytesPerSecond).toBigInteger(), "%.1f %sB/s");
  }

  private static String latency(Row row) {
    return row.log() == null ? "-" : SmartTable.latency(row.last);
  }

  private static String inWords(Duration every) {
    return every.toMillis() % 1000 == 0 ? every.toSeconds() + "s" : every.toMillis() + "ms";
  }
}
