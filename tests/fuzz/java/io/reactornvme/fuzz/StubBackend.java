package io.reactornvme.fuzz;

import io.reactornvme.Access;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.nio.file.Path;
import java.util.List;

/** One controller with three namespaces; what arrives is given to the test. */
final class StubBackend implements NvmeBackend {

  static final int MAX_TRANSFER = 128 << 10;

  /** 512 bytes; 4096 and 8 apart; 512 and 8 inside the data. */
  static final List<NvmeNamespaceInfo> NAMESPACES =
      List.of(
          namespace(1, 512, 0, false), namespace(2, 4096, 8, true), namespace(3, 512, 8, false));

  private static final NvmeControllerInfo CONTROLLER =
      new NvmeControllerInfo(
          "nvme0", Path.of("/dev/nvme0"), "STUB", "1", "1", "pcie", "", "live", 1, "", NAMESPACES);

  /** A command that has got through, to be completed. */
  interface Drive {
    void take(int nsidOfNode, BackendCommand command);
  }

  volatile Drive drive = (nsid, command) -> command.complete(0, 0);

  private static NvmeNamespaceInfo namespace(int nsid, int block, int metadata, boolean apart) {
    return new NvmeNamespaceInfo(
        "nvme0n" + nsid,
        nsid,
        Path.of("/dev/nvme0n" + nsid),
        Path.of("/dev/ng0n" + nsid),
        1 << 20,
        block,
        metadata,
        apart,
        MAX_TRANSFER);
  }

  @Override
  public String description() {
    return "a stub";
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return List.of(CONTROLLER);
  }

  @Override
  public BackendDevice open(String controller, int nsid, Access access) {
    return new BackendDevice() {
      @Override
      public void submit(BackendCommand command) {
        drive.take(nsid, command);
      }

      @Override
      public void close() {}
    };
  }
}
