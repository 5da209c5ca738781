package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.LogPageRequest;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme get-log}. */
@Command(
    name = "get-log",
    header = "Reads a log page, whichever it is, as bytes.",
    description = {
      "%nLong pages are read in pieces; an asynchronous event is retained until the last."
          + " -o is the offset in the page, as in nvme-cli."
    },
    footer = {
      "%nExamples:",
      "  rnvme get-log /dev/nvme0 --log-id=2 --log-len=512",
      "  rnvme get-log /dev/nvme0 -i 0xc0 -l 512 -b > ocp.bin"
    })
final class GetLogCommand extends ShowCommand<byte[]> {

  private static final int ALL = 0xFFFFFFFF;

  private static final int AEN_LENGTH = 4096;

  @Option(
      names = {"-i", "--log-id"},
      paramLabel = "LID",
      converter = Numbers.U8.class,
      description = "Log page identifier.")
  long logId = 0xff;

  @Option(
      names = {"-l", "--log-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "How many bytes, a multiple of 4.")
  long length;

  @Option(
      names = {"-a", "--aen"},
      paramLabel = "RESULT",
      converter = Numbers.U32.class,
      description = "Result of an asynchronous event, which says the page: 4096 bytes of that.")
  long aen;

  @Option(
      names = {"-o", "-L", "--lpo"},
      paramLabel = "OFFSET",
      converter = Numbers.U64.class,
      description = "Log page offset: the first byte, or with --ot the first entry.")
  long offset;

  @Option(
      names = {"-s", "--lsp"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Log specific parameter, 0 to 127.")
  long lsp;

  @Option(
      names = {"-S", "--lsi"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "Log specific identifier.")
  long lsi;

  @Option(
      names = {"-r", "--rae"},
      description = "Retain the asynchronous event that the page would clear.")
  boolean rae;

  @Option(
      names = {"-U", "--uuid-index"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "UUID index, 0 to 127.")
  long uuidIndex;

  @Option(
      names = {"-y", "--csi"},
      paramLabel = "CSI",
      converter = Numbers.U8.class,
      description = "Command set identifier.")
  long csi;

  @Option(
      names = {"-O", "--ot"},
      description = "The offset counts entries.")
  boolean offsetType;

  @Mixin NamespaceOption namespace = new NamespaceOption();

  GetLogCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (aen != 0) {
      length = AEN_LENGTH;
      logId = aen >> 16 & 0xff;
    }
    if (length == 0 || length % 4 != 0) {
      throw wrong("--log-len is a multiple of 4, and more than 0");
    }
    if (length > Integer.MAX_VALUE) {
      throw wrong("--log-len is at most 0x7ffffffc");
    }
    if (lsp > 0x7f || uuidIndex > 0x7f) {
      throw wrong("--lsp and --uuid-index are 0 to 127");
    }
  }

  private int nsid() {
    return namespace.nsid == null ? ALL : namespace.nsid.intValue();
  }

  @Override
  Mono<byte[]> ask(Drive drive) {
    if (offsetType) {
      return drive.controller().adminCmd(byEntries()).map(r -> Raw.bytes(r.orThrow().data()));
    }
    LogPageRequest request =
        LogPageRequest.of((int) logId)
            .nsid(nsid())
            .logSpecificParameter((int) lsp)
            .logSpecificIdentifier((int) lsi)
            .uuidIndex((int) uuidIndex)
            .commandSetIdentifier((int) csi)
            .offset(offset)
            .length(length);
    return gathered(
        drive,
        new Transfer("Get Log Page", length),
        drive.controller().logs().read(rae ? request : request.clearEvent()));
  }

  /** One command: what follows the entries that it reads has no offset that could be told. */
  private PassthruCommand byEntries() {
    int dwords = (int) (length / 4 - 1);
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(nsid())
        .cdw10((int) logId | (int) lsp << 8 | (rae ? 1 << 15 : 0) | dwords << 16)
        .cdw11(dwords >>> 16 | (int) lsi << 16)
        .cdw12((int) offset)
        .cdw13((int) (offset >>> 32))
        .cdw14((int) uuidIndex | 1 << 23 | (int) csi << 24)
        .dataIn((int) length)
        .build();
  }

  @Override
  String text(Answer<byte[]> answer, byte[] bytes) {
    return String.format(
            Locale.ROOT,
            "Device:%s log-id:%d namespace-id:%s%n",
            answer.name(),
            logId,
            Page.hex(Integer.toUnsignedLong(nsid())))
        + HexDump.of(bytes);
  }

  @Override
  void json(JsonGenerator json, byte[] bytes) throws IOException {
    Json.field(json, "log_id", logId);
    Json.field(json, "nsid", Integer.toUnsignedLong(nsid()));
    Json.field(json, "data", HexFormat.of().formatHex(bytes));
  }

  @Override
  byte[] binary(byte[] bytes) {
    return bytes;
  }
}
