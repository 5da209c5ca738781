package io.reactornvme.cli;

import io.reactornvme.FormatOptions;
import io.reactornvme.FormatOptions.SecureErase;
import io.reactornvme.NvmeController;
import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme format}. */
@Command(
    name = "format",
    header = "Formats a namespace, which destroys its data.",
    description = {
      "%nA drive that formats all namespaces at once does so whichever is named. What will be lost"
          + " is said and asked about; a namespace in use is refused. With --force neither. A dry"
          + " run without --lbaf shows the Identify that looks the format up."
    },
    footer = {
      "%nExamples:",
      "  rnvme format /dev/nvme0n1                  as it is, but empty",
      "  rnvme format /dev/nvme0 -n 1 --block-size=4096 --ses=1",
      "  rnvme format /dev/nvme0n1 --lbaf=0 --dry-run"
    })
final class FormatCommand extends DestructiveCommand {

  private static final SecureErase[] ERASE = SecureErase.values();

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-l", "--lbaf"},
      paramLabel = "INDEX",
      converter = Numbers.U8.class,
      description = "LBA format, as in id-ns (default: that of now; of all namespaces 0).")
  @Nullable Long format;

  @Option(
      names = {"-s", "--ses"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Secure erase: 0 none, 1 of the user data, 2 of the key they are encrypted by.")
  long erase;

  @Option(
      names = {"-i", "--pi"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Protection information: 0 none, or the type, 1 to 3.")
  long protection;

  @Option(
      names = {"-p", "--pil"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Where in the metadata that is: 0 last, 1 first.")
  long protectionFirst;

  @Option(
      names = {"-m", "--ms"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Where the metadata is: 0 in a buffer of its own, 1 behind each block's data.")
  long extended;

  @Option(
      names = {"-r", "--reset"},
      description = "Reset the controller afterwards.")
  boolean reset;

  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "The first LBA format with such blocks and no metadata, in place of --lbaf.")
  @Nullable Long blockSize;

  FormatCommand(Console console) {
    super(console);
  }

  /** A bare controller needs an NSID, or formats all its namespaces at once. */
  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  void check() {
    if (format != null && blockSize != null) {
      throw wrong("--lbaf and --block-size exclude each other");
    }
    if (blockSize != null && Long.bitCount(blockSize) != 1) {
      throw wrong("--block-size is a power of two, not " + blockSize);
    }
    if (erase > 2 || protection > 3 || protectionFirst > 1 || extended > 1) {
      throw wrong("--ses is 0 to 2, --pi 0 to 3, --pil and --ms 0 or 1");
    }
    if (format != null && format > 63) {
      throw wrong("--lbaf is 0 to 63, not " + format);
    }
  }

  @Override
  String leftBehind(String in) {
    return "a format that has begun goes on in " + in;
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeController controller = drive.controller();
    if (call.dryRun && format != null) {
      return send(drive, drive.nsid(namespace.nsid), format.intValue());
    }
    return controller
        .identify()
        .controller()
        .map(id -> scope(drive, id))
        .flatMap(
            scope ->
                index(controller, scope.nsid)
                    .flatMap(
                        index ->
                            confirmed(drive, scope.destroyed)
                                .then(Mono.defer(() -> send(drive, scope.nsid, index)))));
  }

  /**
   * What one drive is told, and what of it loses its data.
   *
   * @param nsid of the command
   * @param destroyed NSID
   */
  private record Scope(int nsid, int destroyed) {}

  private Scope scope(Drive drive, IdentifyController id) {
    if (id.formatNvmAttributes().formatAppliesToAllNamespaces()) {
      return new Scope(drive.about(Drive.ALL), Drive.ALL);
    }
    int nsid = drive.nsid(namespace.nsid);
    boolean all = erase != 0 && id.formatNvmAttributes().secureEraseAppliesToAllNamespaces();
    return new Scope(nsid, all ? Drive.ALL : nsid);
  }

  private Mono<Integer> index(NvmeController controller, int nsid) {
    if (format != null) {
      return Mono.just(format.intValue());
    }
    return nsid == Drive.ALL && blockSize == null
        ? Mono.just(0)
        : controller.identify().namespace(nsid).map(this::index);
  }

  private int index(IdentifyNamespace id) {
    return blockSize == null ? id.formattedLbaFormatIndex() : Formats.ofBlocks(id, blockSize);
  }

  private Mono<String> send(Drive drive, int nsid, int index) {
    FormatOptions options =
        FormatOptions.lbaFormat(index)
            .secureErase(ERASE[(int) erase])
            .protectionInformation((int) protection);
    options = protectionFirst == 1 ? options.protectionInformationFirst() : options;
    options = extended == 1 ? options.extendedLba() : options;
    options = force || call.dryRun ? options.force() : options;
    Mono<Void> after = reset ? drive.controller().reset() : Mono.empty();
    return watched(drive, drive.controller().maintenance().format(nsid, options))
        .then(after)
        .thenReturn(String.format(Locale.ROOT, "Success formatting namespace:%x%n", nsid));
  }
}
