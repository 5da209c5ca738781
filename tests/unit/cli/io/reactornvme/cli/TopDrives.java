package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.emulator.FaultRule;
import io.reactornvme.spec.AdminOpcode;
import java.time.Duration;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;

/**
 * Five drives for {@code top}: nvme0 is written to, nvme1 is hot, nvme2 is worn, nvme3 falls silent
 * after its second answer, nvme4 is well. As a program it shows them in the terminal it runs in.
 */
final class TopDrives {

  private TopDrives() {}

  static EmulatedNvme make() {
    EmulatedNvme drives =
        EmulatedNvme.builder().controllers(5).clockSpeed(1).recordCommands(0).build();
    drives.controller("nvme0").smart().drift(0, 0, 3_600);
    drives.controller("nvme1").smart().temperature(81);
    drives.controller("nvme2").smart().percentageUsed(95);
    drives.addFault(
        FaultRule.any().controller("nvme3").opcode(AdminOpcode.GET_LOG_PAGE).skip(2).hang());
    return drives;
  }

  /** A command as the line says, to be run on other drives. */
  static TopCommand command(Console console, String... line) {
    TopCommand command = new TopCommand(console);
    new CommandLine(command).parseArgs(line);
    return command;
  }

  public static void main(String[] line) throws Exception {
    Console console = Console.ofProcess();
    Runtime.getRuntime().addShutdownHook(new Thread(console::end));
    try (EmulatedNvme drives = make()) {
      Nvme nvme = Nvme.builder().backend(drives).stallThreshold(Duration.ofSeconds(9)).build();
      int status =
          command(console, line)
              .run(nvme, TerminalBuilder.builder().system(true).provider("jni").build());
      nvme.dispose();
      System.exit(status);
    }
  }
}
