package io.reactornvme.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The drives that a command is about. */
final class DeviceArguments {

  /** Paths, so that a shell completes them. */
  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..*",
      description = {
        "Drives, as /dev/nvme0 or nvme0; of a namespace (/dev/nvme0n1, /dev/ng0n1) its controller"
            + " is taken. Without any: all NVMe controllers of this host."
      })
  List<Path> paths = List.of();

  /** Each once, in the order given. */
  List<String> devices() {
    return paths.stream().map(Path::toString).distinct().toList();
  }
}
