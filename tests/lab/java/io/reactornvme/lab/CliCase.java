package io.reactornvme.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command line for both programs.
 *
 * @param pattern with {@code {c}} for the drive's controller, {@code {b}} for the block node of its
 *     namespace 1 and {@code {f}} for a file
 * @param drive its serial number
 */
record CliCase(String pattern, String drive) {

  /** The subcommands that a test compares which has no list of cases, in all formats. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Compares {
    String[] value();
  }

  static final List<String> DRIVES = List.of("plain", "zns", "meta", "fdp", "mpath", "sriov");

  static Stream<CliCase> onEachDrive(String... patterns) {
    return DRIVES.stream().flatMap(drive -> on(drive, patterns));
  }

  static Stream<CliCase> on(String drive, String... patterns) {
    return Arrays.stream(patterns).map(pattern -> new CliCase(pattern, drive));
  }

  /** For a shell's argument vector. */
  String[] line(Path file) {
    return pattern
        .replace("{c}", Lab.controller(drive))
        .replace("{b}", Lab.block(drive, 1))
        .replace("{f}", file.toString())
        .split(" ");
  }

  @Override
  public String toString() {
    return pattern + " on " + drive;
  }
}
