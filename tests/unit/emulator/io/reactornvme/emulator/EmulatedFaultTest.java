package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Errno;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeOpenException;
import io.reactornvme.NvmeOsException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What goes wrong on demand. */
@Timeout(60)
class EmulatedFaultTest {

  private static final PassthruCommand IDENTIFY =
      PassthruCommand.builder(6).cdw10(1).dataIn(4096).build();

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(EmulatedNvme.builder().seed(42).controllers(2))
          .library(nvme -> nvme.adminCredits(8));

  private Commands commands;
  private EmulatedNvme drives;

  @BeforeEach
  void commands(Nvme nvme, EmulatedNvme made) {
    commands = new Commands(nvme);
    drives = made;
  }

  private static int errno(Throwable e) {
    return ((NvmeOsException) e).errno();
  }

  @Test
  void commandsCanBeTaken() throws InterruptedException {
    commands.write(3, 1, Commands.pattern(512, 1)).orThrow();
    commands.identify(1, 0);
    RecordedCommand write = drives.takeCommand(Commands.SOON);
    assertThat(write.controller()).isEqualTo("nvme0");
    assertThat(write.isAdmin()).isFalse();
    assertThat(write.opcode()).isEqualTo(1);
    assertThat(write.cdw(10)).isEqualTo(3);
    assertThat(write.data()).isEqualTo(Commands.pattern(512, 1));
    assertThat(drives.takeCommand(Commands.SOON).toString()).contains("nvme0: Identify");
    assertThat(drives.takeCommand(Duration.ZERO)).isNull();
    assertThat(drives.commandCount()).isEqualTo(2);
  }

  @Test
  void statusByControllerOpcodeDwordAndCount() {
    FaultRule rule =
        FaultRule.any()
            .controller("nvme0")
            .admin()
            .opcode(2)
            .cdw(10, 0xFF, 2)
            .skip(1)
            .times(2)
            .status(0x0006);
    drives.addFault(rule);
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      seen.add(status(commands.log(2, 512)));
      commands.logData(3, 512);
    }
    assertThat(seen).containsExactly(0, 6, 6, 0);
    assertThat(drives.faultCount(rule)).isEqualTo(2);
    assertThat(commands.logData(1, 4096).getLong(0)).isEqualTo(2);
  }

  @Test
  void errno() {
    drives.addFault(FaultRule.any().io().nsid(1).errno(Errno.EIO).times(1));
    assertThatThrownBy(() -> commands.read(0, 1, 512))
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EIO));
    assertThat(commands.read(0, 1, 512).isSuccess()).isTrue();
  }

  @Test
  void shortAndCorruptData() {
    commands.write(0, 1, Commands.pattern(512, 1)).orThrow();
    drives.addFault(FaultRule.any().io().shortData(100).times(1));
    ByteBuffer part = commands.read(0, 1, 512).orThrow().data();
    assertThat(part.slice(0, 100)).isEqualTo(Commands.pattern(512, 1).slice(0, 100));
    assertThat(part.slice(100, 412)).isEqualTo(ByteBuffer.allocate(412));
    drives.addFault(FaultRule.any().io().corruptData(3).times(1));
    assertThat(commands.read(0, 1, 512).orThrow().data()).isNotEqualTo(Commands.pattern(512, 1));
    assertThat(commands.read(0, 1, 512).data()).isEqualTo(Commands.pattern(512, 1));
  }

  @Test
  void hungCommandsEndWithTheReset(Nvme nvme) {
    drives.addFault(FaultRule.any().admin().opcode(6).hang().times(1));
    NvmeController controller = nvme.controller("nvme0");
    Mono<PassthruResult> hung = controller.adminCmd(IDENTIFY).cache();
    hung.subscribe(r -> {}, e -> {});
    drives.controller("nvme0").reset();
    while (drives.commandCount() == 0) {
      Thread.onSpinWait();
    }
    drives.controller("nvme0").reset();
    assertThatThrownBy(() -> hung.block(Commands.SOON))
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EINTR));
    assertThat(controller.adminCmd(IDENTIFY).block().isSuccess()).isTrue();
    assertThat(drives.controller("nvme0").commandsInFlight()).isZero();
  }

  @Test
  void hungCommandsMeetTheirDeadlineAndLateOnesAreDropped(Nvme nvme) {
    PassthruCommand command =
        PassthruCommand.builder(6).cdw10(1).dataIn(4096).deadline(Duration.ofMillis(30)).build();
    drives.addFault(FaultRule.any().hang().times(1));
    drives.addFault(FaultRule.any().latency(Latency.fixed(Duration.ofMillis(200))).times(1));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> nvme.controller("nvme0").adminCmd(command).block())
          .isInstanceOf(NvmeDeadlineException.class);
    }
    drives.controller("nvme0").reset();
    assertThat(nvme.controller("nvme0").adminCmd(command).block().isSuccess()).isTrue();
  }

  @Test
  void theDriversTimeoutResetsTheController(Nvme nvme) {
    drives.addFault(FaultRule.any().hang().times(2));
    PassthruCommand admin =
        PassthruCommand.builder(6)
            .cdw10(1)
            .dataIn(4096)
            .kernelTimeout(Duration.ofMillis(20))
            .build();
    Mono<PassthruResult> beside = nvme.controller("nvme0").adminCmd(IDENTIFY).cache();
    beside.subscribe(r -> {}, e -> {});
    assertThatThrownBy(() -> nvme.controller("nvme0").adminCmd(admin).block())
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EINTR));
    assertThatThrownBy(beside::block).satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EINTR));
    drives.addFault(FaultRule.any().io().hang().times(1));
    assertThat(
            status(
                commands.io(
                    2,
                    c -> Commands.lba(c, 0, 1).dataIn(512).kernelTimeout(Duration.ofMillis(20)))))
        .isEqualTo(0x07);
  }

  @Test
  void aRuleResetsOrRemoves(Nvme nvme) {
    NvmeController controller = nvme.controller("nvme0");
    drives.addFault(FaultRule.any().resetController().times(1));
    assertThatThrownBy(() -> controller.adminCmd(IDENTIFY).block())
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EINTR));
    assertThat(controller.adminCmd(IDENTIFY).block().isSuccess()).isTrue();
    drives.addFault(FaultRule.any().removeController().times(1));
    assertThatThrownBy(() -> controller.adminCmd(IDENTIFY).block())
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.EINTR));
    assertThatThrownBy(() -> controller.adminCmd(IDENTIFY).block())
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.ENODEV));
    assertThatThrownBy(() -> nvme.controller("nvme0")).isInstanceOf(NvmeOpenException.class);
    assertThat(nvme.discover().count().block()).isEqualTo(1);
    drives.controller("nvme0").plugIn();
    // The old device stays dead, as an old file does.
    assertThatThrownBy(() -> controller.adminCmd(IDENTIFY).block())
        .satisfies(e -> assertThat(errno(e)).isEqualTo(Errno.ENODEV));
    assertThat(nvme.controller("nvme0").adminCmd(IDENTIFY).block().isSuccess()).isTrue();
  }

  @Test
  void removedControllersReturn(Nvme nvme) {
    drives.addFault(FaultRule.any().removeController(Duration.ofMillis(10)).times(1));
    assertThatThrownBy(() -> commands.identify(1, 0)).isInstanceOf(NvmeOsException.class);
    while (nvme.discover().count().block() != 2) {
      Thread.onSpinWait();
    }
    assertThat(commands.identify(1, 0).isSuccess()).isTrue();
  }

  @Test
  void libraryResetsReachTheController(Nvme nvme) {
    commands.admin(9, c -> c.cdw10(6).cdw11(0)).orThrow();
    nvme.controller("nvme0").reset().block();
    assertThat(commands.admin(10, c -> c.cdw10(6)).dw0()).isEqualTo(1);
    assertThat(nvme.namespace("/dev/ng0n1").id().block()).isEqualTo(1);
    nvme.controller("nvme0").rescan().block();
    nvme.controller("nvme0").subsystemReset().block();
  }

  private static List<Integer> order(long seed) {
    Nvme nvme;
    List<Integer> order;
    try (EmulatedNvme drives =
        EmulatedNvme.builder()
            .seed(seed)
            .latency(Latency.uniform(Duration.ofMillis(1), Duration.ofMillis(400)))
            .build()) {
      drives.addFault(FaultRule.any().probability(0.5).status(6));
      nvme = Nvme.builder().backend(drives).build();
      NvmeController c = nvme.controller("nvme0");
      order =
          Flux.range(0, 12)
              .flatMap(i -> c.adminCmd(IDENTIFY).map(r -> r.isSuccess() ? i : -i), 12)
              .collectList()
              .block();
    }
    nvme.disposeLater().block();
    return order;
  }

  @Test
  void theSeedDecides() {
    List<Integer> one = order(7);
    assertThat(byCommand(order(7))).isEqualTo(byCommand(one));
    assertThat(byCommand(one)).isNotEqualTo(byCommand(order(8)));
    assertThat(one.stream().map(Math::abs).toList())
        .as("in another order than sent")
        .isNotEqualTo(one.stream().map(Math::abs).sorted().toList());
  }

  /** When each completes is real time's affair as well, on a busy machine. */
  private static List<Integer> byCommand(List<Integer> order) {
    return order.stream().sorted(Comparator.comparing(Math::abs)).toList();
  }
}
