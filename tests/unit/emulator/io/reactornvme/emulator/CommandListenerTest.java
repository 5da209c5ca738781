package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Backend;
import io.reactornvme.CommandListener;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeSubsystemInfo;
import io.reactornvme.PassthruCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens hears of each command that is sent, and nobody else notices. */
@Timeout(60)
class CommandListenerTest {

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private EmulatedNvme drives;

  @BeforeEach
  void open() {
    drives = EmulatedNvme.builder().seed(42).controllers(2).build();
  }

  @AfterEach
  void close() {
    drives.close();
  }

  private Nvme library(CommandListener listener) {
    return Nvme.builder().backend(drives).commandListener(listener).build();
  }

  private final class Recorder implements CommandListener {
    @Override
    public void sent(
        String device, PassthruCommand command, boolean admin, Backend.Kind way, Duration waited) {
      assertThat(waited).isGreaterThanOrEqualTo(Duration.ZERO);
      heard.add("sent " + device + " " + command.opcode() + " " + admin + " " + way);
    }

    @Override
    public void completed(
        String device,
        PassthruCommand command,
        boolean admin,
        Backend.Kind way,
        Duration took,
        int outcome) {
      assertThat(took).isGreaterThanOrEqualTo(Duration.ZERO);
      heard.add("completed " + device + " " + command.opcode() + " " + outcome);
    }
  }

  @Test
  void rawAndTypedCommandsAreHeardOfInOrder() {
    Nvme nvme = library(new Recorder());

    nvme.controller("nvme1").logs().smart().block(Commands.SOON);
    new Commands(nvme).admin(0x7f, c -> c);

    assertThat(heard)
        .containsExactly(
            "sent /dev/nvme1 2 true emulated",
            "completed /dev/nvme1 2 0",
            "sent /dev/nvme0 127 true emulated",
            "completed /dev/nvme0 127 " + 0x6001);
    nvme.dispose();
  }

  @Test
  void oneThatThrowsHarmsNoCommand() {
    CommandListener broken =
        new CommandListener() {
          @Override
          public void sent(String d, PassthruCommand c, boolean a, Backend.Kind w, Duration t) {
            throw new IllegalStateException("sent");
          }

          @Override
          public void completed(
              String d, PassthruCommand c, boolean a, Backend.Kind w, Duration t, int outcome) {
            throw new IllegalStateException("completed");
          }
        };
    Nvme nvme = library(broken);

    assertThat(nvme.controller("nvme0").logs().smart().block(Commands.SOON)).isNotNull();
    nvme.dispose();
  }

  @Test
  void subsystemsOfABackendAreNumberedLikeTheirControllers() {
    Nvme nvme = library(new Recorder());

    List<NvmeSubsystemInfo> subsystems = nvme.subsystems().collectList().block(Commands.SOON);

    assertThat(subsystems)
        .extracting(NvmeSubsystemInfo::name)
        .containsExactly("nvme-subsys0", "nvme-subsys1");
    assertThat(subsystems.get(1).controllers().get(0).name()).isEqualTo("nvme1");
    nvme.dispose();
  }
}
