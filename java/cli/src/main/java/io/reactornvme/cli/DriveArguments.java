package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which drives a command is about: one, as with nvme-cli, or many at once. */
final class DriveArguments {

  private static final int MAX_DEPTH = 1024;
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
  private static final Pattern PARTITION = Pattern.compile("(nvme\\d+n\\d+)p\\d+");

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  /** Paths, so that a shell completes them. */
  @Parameters(
      paramLabel = "DEVICE...",
      arity = "0..*",
      hideParamSyntax = true,
      description = {
        "Drives, as /dev/nvme0 or nvme0, or namespaces, as /dev/nvme0n1; several at once, also as"
            + " patterns ('nvme[0-3]'). Of a namespace's node a command about the controller takes"
            + " the controller."
      })
  List<Path> paths = List.of();

  @Option(
      names = "--all",
      description = "All drives of this host, or all namespaces if the command is about those.")
  boolean all;

  private int depth = 64;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many drives at once, 1 to " + MAX_DEPTH + " (default: ${DEFAULT-VALUE}).")
  void depth(int n) {
    if (n < 1 || n > MAX_DEPTH) {
      throw wrong("--depth is 1 to " + MAX_DEPTH + ", not " + n);
    }
    depth = n;
  }

  int depth() {
    return depth;
  }

  /**
   * To be called once all options are known.
   *
   * @param allIsTheCommands whether beside a device {@code --all} is the command's own business
   */
  void check(boolean allIsTheCommands) {
    if (all && !paths.isEmpty() && !allIsTheCommands) {
      throw wrong("--all and DEVICE exclude each other");
    }
    if (!all && paths.isEmpty()) {
      throw wrong("a device is missing: name one, as /dev/nvme0, or say --all");
    }
  }

  private boolean isAll() {
    return all && paths.isEmpty();
  }

  /** Whether the answers of several drives may come, so that each is to be told whose it is. */
  boolean areSeveral() {
    return isAll() || paths.size() > 1 || paths.stream().anyMatch(DriveArguments::isGlob);
  }

  /**
   * The devices in the order given, each once: of several that are namespaces of one controller the
   * first, if the command is about controllers. A shell's {@code /dev/nvme*} has all of them.
   *
   * @param namespaces whether patterns and {@code --all} mean namespaces
   */
  List<String> devices(Nvme nvme, boolean namespaces) {
    if (!areSeveral()) {
      return paths.stream().map(Path::toString).toList();
    }
    List<NvmeControllerInfo> known = nvme.discover().collectList().block();
    List<String> found = new ArrayList<>();
    if (isAll()) {
      known.forEach(info -> nodes(info, namespaces).forEach(found::add));
    }
    for (Path path : paths) {
      if (!isGlob(path)) {
        found.add(path.toString());
        continue;
      }
      List<String> matching = matching(path, known, namespaces);
      found.addAll(matching.isEmpty() ? matching(path, known, true) : matching);
    }
    Map<String, String> first = new LinkedHashMap<>();
    found.forEach(path -> first.putIfAbsent(namespaces ? path : drive(path, known), path));
    return List.copyOf(first.values());
  }

  private static List<String> matching(
      Path pattern, List<NvmeControllerInfo> known, boolean namespaces) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
    return known.stream()
        .flatMap(info -> nodes(info, namespaces))
        .filter(node -> matcher.matches(Path.of(node).getFileName()))
        .toList();
  }

  /** The controller's name, if the path is one of its namespaces or partitions of those. */
  private static String drive(String path, List<NvmeControllerInfo> known) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String namespace = PARTITION.matcher(name).replaceFirst("$1");
    return known.stream()
        .filter(info -> info.namespaces().stream().anyMatch(n -> isNamed(n, namespace)))
        .map(NvmeControllerInfo::name)
        .findFirst()
        .orElse(name);
  }

  static boolean isNamed(NvmeNamespaceInfo info, String name) {
    return info.name().equals(name) || (info.generic() != null && info.generic().endsWith(name));
  }

  private static Stream<String> nodes(NvmeControllerInfo info, boolean namespaces) {
    return namespaces
        ? info.namespaces().stream().map(DriveArguments::node)
        : Stream.of(info.path().toString());
  }

  static String node(NvmeNamespaceInfo namespace) {
    Path node = namespace.block() != null ? namespace.block() : namespace.generic();
    return node != null ? node.toString() : "/dev/" + namespace.name();
  }

  private static boolean isGlob(Path path) {
    return GLOB.matcher(path.toString()).find();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
