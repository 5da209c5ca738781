package io.reactornvme.cli;

import io.reactornvme.spec.SmartLog;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** What in a SMART log calls for attention, and how that is shown. */
final class SmartMarks {

  private static final int CELSIUS = 273;
  private static final int RATED_LIFE = 100;

  /** The warnings that have a name. */
  private static final int RESERVED_WARNINGS = 0xc0;

  private SmartMarks() {}

  /** The critical warnings that hold, in a word each; {@code -} for none. */
  static String warnings(SmartLog log) {
    SmartLog.CriticalWarning warning = log.criticalWarning();
    StringJoiner names = new StringJoiner(",");
    names.setEmptyValue("-");
    name(names, warning.availableSpareLow(), "spare");
    name(names, warning.temperatureThreshold(), "temperature");
    name(names, warning.degradedReliability(), "reliability");
    name(names, warning.readOnly(), "read-only");
    name(names, warning.volatileMemoryBackupFailed(), "backup");
    name(names, warning.persistentMemoryRegionReadOnly(), "pmr");
    int unnamed = warning.value() & RESERVED_WARNINGS;
    name(names, unnamed != 0, String.format(Locale.ROOT, "0x%02x", unnamed));
    name(names, log.enduranceGroupCriticalWarningSummary().any(), "endurance-group");
    return names.toString();
  }

  private static void name(StringJoiner names, boolean holds, String name) {
    if (holds) {
      names.add(name);
    }
  }

  static boolean isCritical(SmartLog log) {
    return log.criticalWarning().any() || log.enduranceGroupCriticalWarningSummary().any();
  }

  /** Whether the drive says so itself, or is at so many degrees; one that has none is not. */
  static boolean isHot(SmartLog log, int celsius) {
    return log.criticalWarning().temperatureThreshold()
        || (log.compositeTemperature() != 0 && celsius(log) >= celsius);
  }

  /** Whether so much of its rated life is used, or its spare capacity is. */
  static boolean isWorn(SmartLog log, int percentageUsed) {
    return log.percentageUsed() >= percentageUsed || isSpareLow(log);
  }

  private static boolean isSpareLow(SmartLog log) {
    return log.criticalWarning().availableSpareLow()
        || log.availableSpare() < log.availableSpareThreshold();
  }

  static int celsius(SmartLog log) {
    return log.compositeTemperature() - CELSIUS;
  }

  /** Colours the values of a page as {@link SmartPage} writes it. */
  static String coloured(String page, SmartLog log) {
    return page.lines()
        .map(line -> coloured(line, colour(line, log)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String coloured(String line, String colour) {
    int value = line.indexOf(": ") + 2;
    return colour.isEmpty()
        ? line
        : line.substring(0, value) + Style.around(line.substring(value), colour);
  }

  private static String colour(String line, SmartLog log) {
    String label = line.substring(0, Math.max(line.indexOf(':'), 0)).strip();
    return switch (label) {
      case "critical_warning" -> red(log.criticalWarning().any());
      case "endurance group critical warning summary" ->
          red(log.enduranceGroupCriticalWarningSummary().any());
      case "temperature" -> red(log.criticalWarning().temperatureThreshold());
      case "available_spare" -> red(isSpareLow(log));
      case "percentage_used" -> yellow(log.percentageUsed() >= RATED_LIFE);
      case "media_errors" -> yellow(log.mediaAndDataIntegrityErrors().signum() != 0);
      case "Critical Composite Temperature Time" ->
          yellow(log.criticalCompositeTemperatureTime() != 0);
      default -> "";
    };
  }

  private static String red(boolean holds) {
    return holds ? Style.RED : "";
  }

  private static String yellow(boolean holds) {
    return holds ? Style.YELLOW : "";
  }
}
