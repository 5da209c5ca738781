package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme set-feature}. */
@Command(
    name = "set-feature",
    header = "Sets a feature.",
    description = {
      "%nFeatures that the kernel's driver has set for itself are refused: queues, host memory"
          + " buffer and the like. -v is the value, as in nvme-cli."
    },
    footer = {
      "%nExamples:",
      "  rnvme set-feature /dev/nvme0 -f 4 -v 0x150     warn from 336 K on",
      "  rnvme set-feature /dev/nvme0 --feature-id=6 --value=0 --dry-run"
    })
final class SetFeatureCommand extends DriveCommand<PassthruResult> {

  private static final int ALL = 0xFFFFFFFF;
  private static final int SAVE = 1 << 31;

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-f", "--feature-id"},
      required = true,
      paramLabel = "FID",
      converter = Numbers.U8.class,
      description = "Feature identifier.")
  long feature;

  @Option(
      names = {"-v", "--value", "-V"},
      paramLabel = "VALUE",
      converter = Numbers.U64.class,
      description = "The new value, command dword 11; of the timestamp all of it.")
  long value;

  @Option(
      names = {"-c", "--cdw12"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 12, for features that want one.")
  long cdw12;

  @Option(
      names = {"-U", "--uuid-index"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "UUID index, 0 to 127.")
  long uuidIndex;

  @Option(
      names = {"-l", "--data-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "How much data the feature has (default: as the specification says).")
  long length;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      description = "The feature's data (default: stdin).")
  @Nullable Path file;

  @Option(
      names = {"-s", "--save"},
      description = "Also over a reset and without power.")
  boolean save;

  private @Nullable ByteBuffer data;

  SetFeatureCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (uuidIndex > 0x7f) {
      throw wrong("--uuid-index is 0 to 127, not " + uuidIndex);
    }
    int bytes = length != 0 ? (int) length : Features.length((int) feature, (int) value, true);
    if (feature == Features.TIMESTAMP && value != 0) {
      data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    } else if (bytes != 0) {
      data = Input.read(file, bytes, 0);
    }
  }

  @Override
  Mono<PassthruResult> ask(Drive drive) {
    PassthruCommand.Builder command =
        PassthruCommand.builder(AdminOpcode.SET_FEATURES)
            .nsid(drive.nsid(namespace.nsid, ALL))
            .cdw10((int) feature | (save ? SAVE : 0))
            .cdw11((int) value)
            .cdw12((int) cdw12)
            .cdw14((int) uuidIndex);
    if (data != null) {
      command.dataOut(data);
    }
    return drive.controller().adminCmd(command.build()).map(PassthruResult::orThrow);
  }

  @Override
  String text(Answer<PassthruResult> answer, PassthruResult result) {
    String done =
        String.format(
            Locale.ROOT,
            "set-feature:0x%02x (%s), value:%s, cdw12:%s, save:%s%n",
            feature,
            Features.name((int) feature),
            GetFeatureCommand.dword(value),
            GetFeatureCommand.dword(cdw12),
            save ? "0x1" : "0");
    return data == null ? done : done + HexDump.of(data.array());
  }
}
