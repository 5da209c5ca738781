package io.reactornvme.cli;

import io.reactornvme.NvmeMaintenance;
import io.reactornvme.Progress;
import io.reactornvme.SanitizeOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme sanitize}. */
@Command(
    name = "sanitize",
    header = "Sanitizes a drive, which destroys all its data for good.",
    description = {
      "%nAll namespaces of the NVM subsystem lose their data, nothing of it can be got back, and"
          + " nothing stops it, not even a power cycle. What will be lost is said and asked about;"
          + " a drive in use is refused. With --force neither. It returns when the drive has begun;"
          + " with --wait at the end."
    },
    footer = {
      "%nExamples:",
      "  rnvme sanitize /dev/nvme0 --sanact=start-block-erase --wait",
      "  rnvme sanitize /dev/nvme0 -a 3 -p 0xa5a5a5a5 -n 2",
      "  rnvme sanitize /dev/nvme0 --attach         watch one that runs"
    })
final class SanitizeCommand extends DestructiveCommand {

  private static final int EXIT = 1;
  private static final int BLOCK_ERASE = 2;
  private static final int OVERWRITE = 3;
  private static final int CRYPTO_ERASE = 4;

  private static final Map<String, Integer> ACTIONS =
      Map.of(
          "exit-failure", EXIT,
          "start-block-erase", BLOCK_ERASE,
          "start-overwrite", OVERWRITE,
          "start-crypto-erase", CRYPTO_ERASE);

  @Option(
      names = {"-d", "--no-dealloc"},
      description = "The blocks stay allocated afterwards.")
  boolean noDeallocate;

  @Option(
      names = {"-i", "--oipbp"},
      description = "Invert the pattern between the passes of an overwrite.")
  boolean invert;

  @Option(
      names = {"-n", "--owpass"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Passes of an overwrite, 1 to 15; 0 is 16.")
  long passes;

  @Option(
      names = {"-u", "--ause"},
      description =
          "If it fails, the drive can be made usable again with what is left of the data.")
  boolean allowExit;

  @Option(
      names = {"-a", "--sanact"},
      paramLabel = "ACTION",
      description = {
        "exit-failure (1), start-block-erase (2), start-overwrite (3) or start-crypto-erase (4)."
      })
  @Nullable String action;

  @Option(
      names = {"-p", "--ovrpat"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Pattern of an overwrite.")
  long pattern;

  @Option(
      names = {"-w", "--wait"},
      description = "Return at the end, and show how far it is.")
  boolean wait;

  @Option(names = "--attach", description = "Start nothing: wait for the end of one that runs.")
  boolean attach;

  private int code;

  SanitizeCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (attach == (action != null)) {
      throw wrong("say either --sanact, what is to be done, or --attach");
    }
    if (action != null) {
      code =
          ACTIONS.getOrDefault(
              action, action.matches("(0x)?[1-4]") ? action.charAt(action.length() - 1) - '0' : 0);
      if (code == 0) {
        throw wrong("Invalid Sanitize Action: '" + action + "' is none of 1 to 4, or their names");
      }
    }
    if (passes > 15) {
      throw wrong("--owpass is 0 to 15, not " + passes);
    }
  }

  @Override
  String leftBehind(String in) {
    return "a sanitize that has begun goes on in " + in;
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeMaintenance maintenance = drive.controller().maintenance();
    if (attach) {
      return watched(drive, maintenance.attachSanitize()).thenReturn("");
    }
    if (code == EXIT) {
      return maintenance.exitSanitizeFailureMode().thenReturn("");
    }
    Flux<Progress> sanitize = maintenance.sanitize(options());
    return confirmed(drive, Drive.ALL)
        .then(wait ? watched(drive, sanitize) : sanitize.next().then())
        .thenReturn("");
  }

  private SanitizeOptions options() {
    SanitizeOptions options =
        switch (code) {
          case BLOCK_ERASE -> SanitizeOptions.blockErase();
          case OVERWRITE ->
              SanitizeOptions.overwrite((int) pattern, passes == 0 ? 16 : (int) passes);
          default -> SanitizeOptions.cryptoErase();
        };
    options = allowExit ? options.allowUnrestrictedExit() : options;
    options = invert ? options.invertPatternBetweenPasses() : options;
    options = noDeallocate ? options.noDeallocateAfterSanitize() : options;
    return force || call.dryRun ? options.force() : options;
  }
}
