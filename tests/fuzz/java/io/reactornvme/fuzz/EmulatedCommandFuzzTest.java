package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.emulator.EmulatedNvme;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** Commands one after the other to emulated drives, as an application sends them. */
@Timeout(60)
class EmulatedCommandFuzzTest {

  private static final int MAX_COMMANDS = 32;

  /** The bits that mean nothing for a command mark an event. */
  private static final int EVENT = 0x30;

  @FuzzTest(maxDuration = "10m")
  void send(byte[] bytes) {
    Watch.begin();
    List<NvmeBuffer> leases = new ArrayList<>();
    EmulatedNvme drives = World.drives();
    Nvme nvme =
        Nvme.builder()
            .backend(Watch.over(drives))
            .depth(MAX_COMMANDS)
            .adminCredits(MAX_COMMANDS)
            .deadline(World.HANG)
            .build();
    try {
      List<CompletableFuture<PassthruResult>> waiting = new ArrayList<>();
      Handles handles = new Handles(nvme);
      Input in = new Input(bytes);
      for (int n = 0; n < MAX_COMMANDS - 4 && !in.isEmpty(); n++) {
        if ((in.u8() & EVENT) == EVENT) {
          World.event(drives, in);
        } else {
          handles.send(new RawCommand(in), leases, waiting);
        }
        Watch.end();
      }
      World.checkAlive(drives, nvme);
      drives.close();
      waiting.forEach(EmulatedCommandFuzzTest::await);
    } finally {
      leases.forEach(NvmeBuffer::release);
      drives.close();
      nvme.disposeLater().block(World.HANG);
    }
    require(nvme.stats().inFlight() == 0, "commands are still under way");
    Watch.end();
  }

  /** Open from the start: what becomes of their drives meanwhile is for them to see. */
  private record Handles(
      Nvme nvme, List<NvmeController> controllers, List<NvmeNamespace> namespaces) {

    Handles(Nvme nvme) {
      this(
          nvme,
          IntStream.range(0, 2).mapToObj(i -> nvme.controller("/dev/nvme" + i)).toList(),
          IntStream.range(0, 8)
              .mapToObj(
                  i -> nvme.namespace("/dev/ng" + i / 4 + "n" + (i % 4 + 1), Access.READ_WRITE))
              .toList());
    }

    void send(
        RawCommand raw, List<NvmeBuffer> leases, List<CompletableFuture<PassthruResult>> waiting) {
      PassthruCommand command;
      try {
        command = raw.passthru(nvme, leases);
      } catch (IllegalArgumentException e) {
        return;
      }
      NvmeController controller = controllers.get(raw.place & 1);
      NvmeNamespace namespace = namespaces.get(raw.place & 7);
      NvmeIoctl ioctl = NvmeIoctl.values()[(raw.place >> 3) % NvmeIoctl.values().length];
      Mono<PassthruResult> sent =
          raw.byName
              ? raw.io ? namespace.ioctl(ioctl, command) : controller.ioctl(ioctl, command)
              : raw.io ? namespace.ioCmd(command) : controller.adminCmd(command);
      CompletableFuture<PassthruResult> future = sent.toFuture();
      if (command.opcode() == World.AER) {
        waiting.add(future);
      } else {
        await(future);
      }
    }
  }

  private static void await(CompletableFuture<PassthruResult> future) {
    try {
      PassthruResult result = Mono.fromFuture(future).block(World.HANG.multipliedBy(2));
      require(result != null && !result.toString().isBlank(), "no result");
      require(result.data().remaining() <= result.command().dataLength(), "too much data");
    } catch (NvmeDeadlineException e) {
      throw new AssertionError("the drive hangs", e);
    } catch (NvmeException e) {
      require(!e.what().isBlank(), "says nothing: " + e);
    }
  }
}
