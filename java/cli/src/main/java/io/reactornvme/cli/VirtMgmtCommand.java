package io.reactornvme.cli;

import io.reactornvme.NvmeVirtualization;
import io.reactornvme.NvmeVirtualization.Resource;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme virt-mgmt}. */
@Command(
    name = "virt-mgmt",
    header = "Gives virtual functions their queues and interrupts, and puts them on line.",
    footer = {
      "%nExamples:",
      "  rnvme virt-mgmt /dev/nvme0 -c 1 -r 0 -a 8 -n 2   two queues for controller 1",
      "  rnvme virt-mgmt /dev/nvme0 -c 1 -a 9             on line"
    })
final class VirtMgmtCommand extends TaskCommand {

  @Option(
      names = {"-c", "--cntlid"},
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "Which controller.")
  long controller;

  @Option(
      names = {"-r", "--rt"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Resource: 0 queues, 1 interrupts.")
  long resource;

  @Option(
      names = {"-a", "--act"},
      required = true,
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "1 allocates to the primary controller; of a secondary one 7 takes it off line, 8 assigns to"
            + " it, 9 puts it on line."
      })
  long action;

  @Option(
      names = {"-n", "--nr"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "How many.")
  long count;

  VirtMgmtCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (resource > 1 || !(action == 1 || (action >= 7 && action <= 9))) {
      throw wrong("--rt is 0 or 1, --act 1, 7, 8 or 9");
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeVirtualization with = drive.controller().virtualization();
    Resource what = resource == 0 ? Resource.QUEUES : Resource.INTERRUPTS;
    int which = (int) controller;
    Mono<Integer> modified =
        switch ((int) action) {
          case 1 -> with.allocate(which, what, (int) count);
          case 7 -> with.offline(which).thenReturn(0);
          case 8 -> with.assign(which, what, (int) count);
          default -> with.online(which).thenReturn(0);
        };
    return modified.map(
        number ->
            String.format(
                Locale.ROOT,
                "success, Number of Controller Resources Modified (NRM):%s%n",
                number == 0 ? "0" : "0x" + Integer.toHexString(number)));
  }
}
