package io.reactornvme.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import com.github.freva.asciitable.Styler;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.spec.SmartLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SMART readings for people: a table once all drives have answered, in the order in which the
 * drives were given, and what to do about those that failed on stderr.
 */
final class SmartTable implements SmartOutput {

  /** No lines between the cells, only space. */
  private static final @Nullable Character[] NO_BORDER = new @Nullable Character[29];

  private static final String MODEL = "MODEL";
  private static final int MODEL_MIN = 8;

  /** In a terminal that has no room for all. */
  private static final List<String> LEFT_OUT_FIRST =
      List.of("BACKEND", "LATENCY", "HOURS", MODEL, "SERIAL", "MEDIA/LOG ERR");

  /** How many drives with the same trouble are named. */
  private static final int NAMED = 4;

  private final Console console;
  private final List<String> order;
  private final String degree;
  private final List<SmartReading> readings = new ArrayList<>();

  /**
   * Starts a table.
   *
   * @param console where it goes
   * @param order the devices as they will be named in {@link SmartReading#device()}
   */
  SmartTable(Console console, List<String> order) {
    this.console = console;
    this.order = order;
    this.degree = console.canShow("°") ? " °C" : " C";
  }

  @Override
  public void reading(SmartReading reading) {
    readings.add(reading);
  }

  @Override
  public void end(Duration took) {
    readings.sort(Comparator.comparingInt(r -> order.indexOf(r.device())));
    long failed = readings.stream().filter(r -> !r.isOk()).count();
    String summary =
        String.format(
            Locale.ROOT,
            "%d %s, %d read, %d failed, %.2f s",
            readings.size(),
            readings.size() == 1 ? "drive" : "drives",
            readings.size() - failed,
            failed,
            took.toNanos() / 1e9);
    console.print(table() + System.lineSeparator() + summary + System.lineSeparator());
    explainFailures();
  }

  // --- the table ---

  private List<TableColumn> columns() {
    return List.of(
        new TableColumn("DEVICE", HorizontalAlign.LEFT, SmartOutput::device),
        new TableColumn(MODEL, HorizontalAlign.LEFT, r -> info(r, NvmeControllerInfo::model)),
        new TableColumn("SERIAL", HorizontalAlign.LEFT, r -> info(r, NvmeControllerInfo::serial)),
        new TableColumn("TEMP", HorizontalAlign.RIGHT, r -> log(r, this::temperature)),
        new TableColumn("SPARE/MIN", HorizontalAlign.RIGHT, r -> log(r, SmartTable::spare)),
        new TableColumn("WEAR", HorizontalAlign.RIGHT, r -> log(r, l -> l.percentageUsed() + "%")),
        new TableColumn("WARNINGS", HorizontalAlign.LEFT, SmartTable::warnings),
        new TableColumn("HOURS", HorizontalAlign.RIGHT, r -> log(r, l -> "" + l.powerOnHours())),
        new TableColumn("MEDIA/LOG ERR", HorizontalAlign.RIGHT, r -> log(r, SmartTable::errors)),
        new TableColumn("LATENCY", HorizontalAlign.RIGHT, SmartTable::latency),
        new TableColumn(
            "BACKEND",
            HorizontalAlign.LEFT,
            r -> r.backend() == null ? "-" : r.backend().kind().toString()));
  }

  private record TableColumn(
      String header, HorizontalAlign align, Function<SmartReading, String> cell) {}

  private String table() {
    List<TableColumn> shown = fitting();
    String[][] cells = cells(shown);
    Column[] columns =
        shown.stream()
            .map(
                c ->
                    new Column()
                        .header(c.header())
                        .headerAlign(c.align())
                        .dataAlign(c.align())
                        .maxWidth(Integer.MAX_VALUE))
            .toArray(Column[]::new);
    narrow(shown, columns);
    String table =
        AsciiTable.builder()
            .lineSeparator("\n")
            .border(NO_BORDER)
            .data(columns, cells)
            .styler(console.colour() ? new Colours() : new Styler() {})
            .asString();
    return table
        .lines()
        .map(line -> line.substring(1).stripTrailing()) // the library pads cells on both sides
        .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
  }

  private String[][] cells(List<TableColumn> shown) {
    return readings.stream()
        .map(
            r ->
                shown.stream()
                    .map(c -> Console.printable(c.cell().apply(r)))
                    .toArray(String[]::new))
        .toArray(String[][]::new);
  }

  /** What a narrow terminal has room for: lines that it breaks can be read by nobody. */
  private List<TableColumn> fitting() {
    List<TableColumn> shown = new ArrayList<>(columns());
    for (String name : LEFT_OUT_FIRST) {
      int[] widths = widths(shown);
      int model = model(shown);
      int narrowest = model < 0 ? 0 : Math.max(widths[model] - MODEL_MIN, 0);
      if (tooMuch(widths) <= narrowest) {
        break;
      }
      shown.removeIf(column -> column.header.equals(name));
    }
    return shown;
  }

  private static int model(List<TableColumn> shown) {
    return shown.stream().map(TableColumn::header).toList().indexOf(MODEL);
  }

  private int[] widths(List<TableColumn> shown) {
    String[][] cells = cells(shown);
    int[] widths = new int[shown.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              shown.get(i).header.length(),
              Arrays.stream(cells).mapToInt(row -> row[column].length()).max().orElse(0));
    }
    return widths;
  }

  private int tooMuch(int[] widths) {
    return Arrays.stream(widths).sum() + 2 * (widths.length - 1) - console.tableWidth();
  }

  /** The model is what can be cut without a loss. */
  private void narrow(List<TableColumn> shown, Column[] columns) {
    int model = model(shown);
    int[] widths = widths(shown);
    int tooMuch = tooMuch(widths);
    if (model >= 0 && tooMuch > 0) {
      int width = Math.max(widths[model] - tooMuch, MODEL_MIN);
      columns[model].maxWidth(
          width + 2,
          console.canShow("…") ? OverflowBehaviour.ELLIPSIS_RIGHT : OverflowBehaviour.CLIP_RIGHT);
    }
  }

  private final class Colours implements Styler {

    @Override
    public List<String> styleHeader(Column column, int col, List<String> lines) {
      return coloured(Style.BOLD, lines);
    }

    @Override
    public List<String> styleCell(Column column, int row, int col, List<String> lines) {
      SmartReading reading = readings.get(row);
      if (!reading.isOk()) {
        return coloured(Style.RED, lines);
      }
      return column.getHeader().equals("WARNINGS") && !warnings(reading).equals("-")
          ? coloured(Style.YELLOW, lines)
          : lines;
    }

    private static List<String> coloured(String colour, List<String> lines) {
      return lines.stream().map(line -> Style.around(line, colour)).toList();
    }
  }

  // --- the cells ---

  private static String info(SmartReading reading, Function<NvmeControllerInfo, String> field) {
    String text = reading.info() == null ? "" : field.apply(reading.info());
    return text.isEmpty() ? "-" : text;
  }

  private static String log(SmartReading reading, Function<SmartLog, String> field) {
    return reading.log() == null ? "-" : field.apply(reading.log());
  }

  private String temperature(SmartLog log) {
    return log.compositeTemperature() == 0 ? "-" : SmartMarks.celsius(log) + degree;
  }

  static String spare(SmartLog log) {
    return log.availableSpare() + "/" + log.availableSpareThreshold() + "%";
  }

  private static String errors(SmartLog log) {
    return log.mediaAndDataIntegrityErrors() + "/" + log.numberOfErrorInformationLogEntries();
  }

  static String latency(SmartReading reading) {
    if (reading.backend() == null) {
      return "-";
    }
    double millis = reading.latency().toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 100 ? "%.2f ms" : "%.0f ms", millis);
  }

  private static String warnings(SmartReading reading) {
    if (reading.log() == null) {
      return "FAILED: " + Failure.of(reading.error()).brief();
    }
    return SmartMarks.warnings(reading.log());
  }

  // --- the failures ---

  /** Each message with its drives, and under those that share a remedy that remedy, once. */
  private void explainFailures() {
    Map<String, Map<String, List<String>>> byRemedy = new LinkedHashMap<>();
    for (SmartReading reading : readings) {
      if (!reading.isOk()) {
        Failure failure = Failure.of(reading.error());
        String reporter =
            failure.layer() == null ? "" : " [reported by: " + failure.layer().words() + "]";
        byRemedy
            .computeIfAbsent(failure.remedy(), remedy -> new LinkedHashMap<>())
            .computeIfAbsent(failure.message() + reporter, message -> new ArrayList<>())
            .add(SmartOutput.device(reading));
      }
    }
    byRemedy.forEach(
        (remedy, messages) -> {
          messages.forEach(
              (message, devices) ->
                  console.complain(Console.printable(named(devices) + ": " + message)));
          if (!remedy.isEmpty()) {
            console.note(console.wrapped(Console.printable(remedy), "  "));
          }
        });
  }

  private static String named(List<String> devices) {
    return devices.size() <= NAMED
        ? String.join(", ", devices)
        : String.join(", ", devices.subList(0, NAMED - 1))
            + " and "
            + (devices.size() - NAMED + 1)
            + " more";
  }
}
