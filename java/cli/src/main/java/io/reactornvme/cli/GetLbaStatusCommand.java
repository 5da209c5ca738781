package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.LbaStatus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme get-lba-status}. */
@Command(
    name = "get-lba-status",
    header = "Asks for blocks that may not be readable, or that are allocated.",
    footer = {"%nExample:", "  rnvme get-lba-status /dev/nvme0n1 -a 0x11 -s 0 -l 0 -m 0x3ff"})
final class GetLbaStatusCommand extends NamespacePageCommand<LbaStatus> {

  private static final Page<LbaStatus.Descriptor> DESCRIPTOR =
      Page.<LbaStatus.Descriptor>labelled("")
          .json("dslba", d -> Sizes.unsigned(d.startingLba()))
          .json("nlb", d -> d.numberOfLogicalBlocks())
          .json("status", d -> d.status())
          .text("", GetLbaStatusCommand::line)
          .build();

  private static final Page<LbaStatus> PAGE =
      Page.<LbaStatus>labelled("")
          .field("nlsd", "Number of LBA Status Descriptors(NLSD): ", s -> s.numberOfDescriptors())
          .field("cmpc", "Completion Condition(CMPC): ", s -> s.completionCondition())
          .text("", GetLbaStatusCommand::condition)
          .list("descs", s -> s.descriptors(), DESCRIPTOR)
          .build();

  @Option(
      names = {"-s", "--start-lba"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The first block (default: 0).")
  long start;

  @Option(
      names = {"-m", "--max-dw"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "How much may be answered: dwords, 0's based (default: 0).")
  long dwords;

  @Option(
      names = {"-a", "--action"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "0x10 scans, 0x11 tells what is tracked, 0x2 tells what is allocated.")
  long action;

  @Option(
      names = {"-l", "--range-len"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "How many blocks; 0 is to the end (default: 0).")
  long length;

  GetLbaStatusCommand(Console console) {
    super(console);
  }

  private static String line(LbaStatus.Descriptor d) {
    return String.format(
        Locale.ROOT,
        "{ DSLBA: 0x%s, NLB: 0x%08x, Status: 0x%02x }",
        padded(Long.toUnsignedString(d.startingLba())),
        d.numberOfLogicalBlocks(),
        d.status());
  }

  /** In decimal, whatever the prefix says: so has nvme-cli it. */
  private static String padded(String digits) {
    return "0".repeat(Math.max(0, 16 - digits.length())) + digits;
  }

  private static @Nullable String condition(LbaStatus status) {
    return switch (status.completionCondition()) {
      case 1 -> "\tCompleted due to transferring the amount of data specified in the MNDW field";
      case 2 ->
          """
          \tCompleted due to having performed the action
          \tspecified in the Action Type field over the
          \tnumber of logical blocks specified in the
          \tRange Length field\
          """;
      default -> null;
    };
  }

  @Override
  void check() {
    if (action == 0) {
      throw wrong("action type (--action) has to be given");
    }
    if (dwords > 0xffff) {
      throw wrong("--max-dw is at most 0xffff");
    }
  }

  @Override
  Page<LbaStatus> page() {
    return PAGE;
  }

  /** With a length of the caller's, and actions that have no name. */
  @Override
  Mono<LbaStatus> ask(Drive drive) {
    PassthruCommand command =
        PassthruCommand.builder(AdminOpcode.GET_LBA_STATUS)
            .nsid(drive.nsid(namespace.nsid))
            .cdw10And11(start)
            .cdw12((int) dwords)
            .cdw13((int) action << 24 | (int) length)
            .dataIn(((int) dwords + 1) * 4)
            .build();
    return drive
        .controller()
        .adminCmd(command)
        .map(result -> decoded(Raw.bytes(result.orThrow().data())));
  }

  /** What is shorter than a header has zeros in its place, as in nvme-cli's memory. */
  private static LbaStatus decoded(byte[] bytes) {
    int length = Math.max(bytes.length, LbaStatus.HEADER_SIZE);
    return LbaStatus.decode(ByteBuffer.wrap(Arrays.copyOf(bytes, length)));
  }
}
