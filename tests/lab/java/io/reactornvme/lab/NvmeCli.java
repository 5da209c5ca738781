package io.reactornvme.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Debian's nvme-cli says of itself: its subcommands and their options. */
final class NvmeCli {

  /**
   * An option of a subcommand.
   *
   * @param name with its dashes; each has a long one
   * @param letter with its dash, or empty
   * @param hasValue whether it takes one
   */
  record Option(String name, String letter, boolean hasValue) {}

  /** {@code id-ctrl Send NVMe Identify Controller}. */
  private static final Pattern LISTED = Pattern.compile("^  ([a-z][a-z0-9-]*) +\\S");

  /** {@code [ --namespace-id=<NUM>, -n <NUM> ]}. */
  private static final Pattern OPTION =
      Pattern.compile("\\[  (--[a-z0-9-]+)(=<\\w+>)?(?:, (-\\w)(?: <\\w+>)?)? \\]");

  private NvmeCli() {}

  /** Its own subcommands, and those of these plugins that it has: {@code zns id-ctrl}. */
  static List<String> subcommands(Set<String> plugins) {
    List<String> names = new ArrayList<>(listed("implemented sub-commands"));
    listed("installed plugin extensions").stream()
        .filter(plugins::contains)
        .flatMap(
            plugin ->
                listed("implemented sub-commands", plugin).stream().map(n -> plugin + " " + n))
        .forEach(names::add);
    return names;
  }

  private static List<String> listed(String heading, String... plugin) {
    return help(plugin, "help")
        .lines()
        .dropWhile(line -> !line.contains(heading))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(LISTED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  /** The options of a subcommand as its help has them; {@code --help} itself is not there. */
  static List<Option> options(String subcommand) {
    return OPTION
        .matcher(help(subcommand.split(" "), "--help"))
        .results()
        .map(
            found ->
                new Option(
                    found.group(1),
                    found.group(3) == null ? "" : found.group(3),
                    found.group(2) != null))
        .toList();
  }

  /** On stdout or stderr, with another status for each. */
  private static String help(String[] words, String last) {
    Lab.Output said =
        Lab.run(
            Stream.of(Stream.of("nvme"), Stream.of(words), Stream.of(last))
                .flatMap(word -> word)
                .toArray(String[]::new));
    return said.text() + System.lineSeparator() + said.err();
  }
}
