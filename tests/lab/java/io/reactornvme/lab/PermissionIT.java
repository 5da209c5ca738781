package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.Backend;
import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the system refuses: the error names the layer and the remedy. */
class PermissionIT {

  private static final Path IO_URING_DISABLED = Path.of("/proc/sys/kernel/io_uring_disabled");

  @Test
  void withIoUringDisabledTheLibraryFallsBackAndSaysWhy() {
    if (!Files.exists(IO_URING_DISABLED)) { // the sysctl came with 6.6
      assertThat(Lab.kernelAtLeast(6, 6)).isFalse();
      return;
    }
    Lab.write(IO_URING_DISABLED, "2");
    try {
      Nvme nvme = Nvme.create();
      NvmeController controller = nvme.controller(Lab.controller("plain512"));
      assertThat(controller.backend().kind()).isEqualTo(Backend.Kind.IOCTL);
      assertThat(controller.backend().reason()).contains("io_uring_disabled", "EPERM");
      assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
      controller.dispose();
      nvme.disposeLater().block(Lab.PATIENCE);
      assertThatThrownBy(() -> Nvme.builder().backend(BackendChoice.URING).build())
          .isInstanceOf(NvmeUnavailableException.class)
          .hasMessageContainingAll("EPERM", "io_uring_disabled");
    } finally {
      Lab.write(IO_URING_DISABLED, "0");
    }
  }

  /** Run by the tests below in a JVM of its own, as uid 1000. */
  public static final class AsUser {
    public static void main(String[] paths) {
      Nvme nvme = Nvme.builder().backend(BackendChoice.valueOf(paths[2])).build();
      say("open controller", () -> nvme.controller(paths[0]).dispose());
      say("open namespace", () -> nvme.namespace(paths[1]).dispose());
      if (paths.length > 3) { // the nodes have been opened to everybody
        NvmeController controller = nvme.controller(paths[0]);
        say("identify", () -> controller.identify().controller().block(Lab.PATIENCE));
        say("smart", () -> controller.logs().smart().block(Lab.PATIENCE));
        say("reset", () -> controller.reset().block(Lab.PATIENCE));
        NvmeNamespace readOnly = nvme.namespace(paths[1]);
        NvmeNamespace writable = nvme.namespace(paths[1], Access.READ_WRITE);
        say("read", () -> readOnly.ioCmd(PassthroughIT.read(0, 1).dataIn(512).build()).block());
        var write = PassthroughIT.write(0, 1).dataOut(java.nio.ByteBuffer.allocate(512)).build();
        say("write read-only", () -> readOnly.ioCmd(write).block());
        var forced = PassthroughIT.write(0, 1).dataOut(java.nio.ByteBuffer.allocate(512)).force();
        say("forced read-only", () -> readOnly.ioCmd(forced.build()).block());
        say("write", () -> writable.ioCmd(write).block());
      }
      nvme.disposeLater().block(Lab.PATIENCE);
    }

    private static void say(String what, Runnable action) {
      try {
        action.run();
        System.out.println(what + ": works");
      } catch (NvmeException e) {
        System.out.println(what + ": " + e.layer() + ": " + e.getMessage());
      }
    }
  }

  private static List<String> asUser(String... arguments) {
    Lab.Output output = Lab.javaAsUser(AsUser.class.getName(), arguments);
    assertThat(output.status()).as(output.err()).isZero();
    return output.text().lines().toList();
  }

  private static String line(List<String> lines, String what) {
    return lines.stream().filter(l -> l.startsWith(what + ": ")).findFirst().orElse("no " + what);
  }

  @Test
  void anOrdinaryUserMayNotOpenTheNodesAndIsToldWhy() {
    List<String> said = asUser(Lab.controller("plain512"), Lab.generic("plain512", 1), "AUTO");
    for (String what : List.of("open controller", "open namespace")) {
      assertThat(line(said, what)).contains("SYSTEM", "EACCES", "Run as root", "udev rule");
    }
  }

  @Test
  void whereTheNodesAreOpenToAllEachRefusalNamesTheLayerAndTheRemedy() throws Exception {
    String controller = Lab.controller("plain512");
    String namespace = Lab.generic("plain512", 1);
    Lab.must("chmod", "666", controller, namespace);
    try {
      for (String backend : List.of("URING", "IOCTL")) {
        List<String> said = asUser(controller, namespace, backend, "open");
        // Always: SMART, and a reset.
        assertThat(line(said, "smart")).contains("DRIVER", "EACCES", "CAP_SYS_ADMIN", "RAWIO");
        assertThat(line(said, "reset")).contains("DRIVER", "EACCES", "CAP_SYS_ADMIN");
        // Since 6.2 the driver looks at the command and at how the node was opened.
        boolean lenient = Lab.kernelAtLeast(6, 2);
        for (String what : List.of("identify", "read", "write")) {
          if (lenient) {
            assertThat(line(said, what)).endsWith("works");
          } else {
            assertThat(line(said, what)).contains("DRIVER", "EACCES", "CAP_SYS_ADMIN", "6.2");
          }
        }
        assertThat(line(said, "write read-only")).contains("LIBRARY", "READ_WRITE");
        assertThat(line(said, "forced read-only")).contains("DRIVER", "EACCES");
        if (lenient) {
          assertThat(line(said, "forced read-only")).contains("READ_WRITE");
        }
      }
    } finally {
      Lab.must("chmod", "600", controller, namespace);
    }
  }
}
