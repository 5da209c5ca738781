package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IoCommandSets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme id-iocs}. */
@Command(
    name = "id-iocs",
    header = "Shows the combinations of I/O command sets that a controller has.",
    footer = {"%nExample:", "  rnvme id-iocs /dev/nvme0"})
final class IdIocsCommand extends PageCommand<IoCommandSets> {

  /** A combination at its place in the list. */
  private record Combination(int index, long vector) {}

  private static final Page<Combination> COMBINATION =
      Page.<Combination>labelled("")
          .json("index", c -> c.index())
          .json("iocsc", c -> Sizes.unsigned(c.vector()))
          .text(
              "I/O Command Set Combination",
              c -> "[" + c.index() + "]:" + Long.toHexString(c.vector()))
          .build();

  private static final Page<IoCommandSets> PAGE =
      Page.<IoCommandSets>labelled("")
          .title(at -> "NVMe Identify I/O Command Set:")
          .list("iocs", IdIocsCommand::combinations, COMBINATION)
          .build();

  /** nvme-cli asks about any controller; the structure is that of the one which answers. */
  @Option(
      names = {"-c", "--controller-id"},
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "The controller (default: the one that is asked).")
  @Nullable Long controllerId;

  IdIocsCommand(Console console) {
    super(console);
  }

  private static List<Combination> combinations(IoCommandSets sets) {
    List<Combination> combinations = new ArrayList<>();
    for (IoCommandSets.IoCommandSetCombination set : sets.combinations()) {
      combinations.add(new Combination(combinations.size(), set.value()));
    }
    return combinations;
  }

  @Override
  Page<IoCommandSets> page() {
    return PAGE;
  }

  @Override
  Mono<IoCommandSets> ask(Drive drive) {
    if (controllerId == null) {
      return drive.controller().identify().ioCommandSets();
    }
    PassthruCommand command =
        PassthruCommand.builder(AdminOpcode.IDENTIFY)
            .cdw10(IoCommandSets.CNS | controllerId.intValue() << 16)
            .dataIn(IoCommandSets.SIZE)
            .build();
    return drive.controller().adminCmd(command).map(r -> IoCommandSets.decode(r.orThrow().data()));
  }
}
