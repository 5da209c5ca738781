package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.cli.Program;
import io.reactornvme.lab.CliDifferences.What;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That {@link CliIT} leaves nothing out: what Debian's nvme-cli says of itself in its help is
 * compared there, or stands in {@link CliDifferences}. It needs no drive.
 */
@Tag("features")
class ParityIT {

  private static final Map<String, Map<String, Boolean>> OURS = Program.commands();

  /** The subcommands that both have, in nvme-cli's spelling. */
  static List<String> shared() {
    Set<String> words =
        OURS.keySet().stream().map(name -> name.split(" ")[0]).collect(Collectors.toSet());
    return NvmeCli.subcommands(words).stream().filter(OURS::containsKey).toList();
  }

  @Test
  void theHelpIsUnderstood() {
    assertThat(shared())
        .hasSizeGreaterThan(80)
        .contains("id-ctrl", "list", "zns report-zones", "fdp configs", "ocp smart-add-log");
    assertThat(NvmeCli.options("id-ctrl"))
        .contains(new NvmeCli.Option("--output-format", "-o", true))
        .contains(new NvmeCli.Option("--human-readable", "-H", false));
    assertThat(NvmeCli.options("zns report-zones")).hasSizeGreaterThan(5);
  }

  @Test
  void everySubcommandOfBothIsCompared() {
    Set<String> compared = new TreeSet<>(CliIT.answered());
    compared.addAll(CliDifferences.places(What.REFUSED));
    compared.addAll(CliDifferences.places(What.SUBCOMMAND));

    Set<String> shared = new TreeSet<>(shared());

    assertThat(without(shared, compared)).as("not compared").isEmpty();
    assertThat(without(compared, shared)).as("not of both").isEmpty();
  }

  @Test
  void everyFormatOfBothIsCompared() {
    Set<String> json = new TreeSet<>();
    Set<String> binary = new TreeSet<>();
    for (String subcommand :
        without(new TreeSet<>(shared()), CliDifferences.places(What.REFUSED))) {
      for (NvmeCli.Option option : NvmeCli.options(subcommand)) {
        if (option.name().equals("--output-format")) {
          json.add(subcommand);
        } else if (option.name().equals("--raw-binary")) {
          binary.add(subcommand);
        }
      }
    }
    assertThat(json).hasSizeGreaterThan(20);
    assertThat(without(json, CliIT.answeredInJson())).as("JSON").isEmpty();
    assertThat(binary).hasSizeGreaterThan(10);
    assertThat(without(binary, CliIT.answeredInBinary()))
        .as("binary")
        .isEqualTo(CliDifferences.places(What.BYTES));
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }

  @Test
  void whatNoDriveAnswersIsComparedAsRefused() {
    assertThat(CliIT.refused()).containsAll(CliDifferences.places(What.REFUSED));
    assertThat(CliIT.answered()).doesNotContainAnyElementsOf(CliDifferences.places(What.REFUSED));
  }

  static Stream<String> sharedButHelp() {
    return shared().stream().filter(name -> CliDifferences.at(What.SUBCOMMAND, name).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("sharedButHelp")
  void everyOptionIsThere(String subcommand) {
    Map<String, Boolean> ours = OURS.get(subcommand);
    Set<String> missing = new TreeSet<>();
    for (NvmeCli.Option option : NvmeCli.options(subcommand)) {
      for (String name : List.of(option.name(), option.letter())) {
        if (!name.isEmpty() && !Boolean.valueOf(option.hasValue()).equals(ours.get(name))) {
          missing.add(subcommand + " " + name);
        }
      }
    }

    assertThat(missing).isEmpty();
  }
}
