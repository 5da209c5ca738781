package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * Commands straight at the emulator, without the library's refusals: too little memory, any NSID on
 * any node, commands of the driver, metadata where there is none; several at once.
 */
@Timeout(60)
class EmulatedEntryFuzzTest {

  private static final int MAX_COMMANDS = 32;
  private static final int EVENT = 0x30;

  @FuzzTest(maxDuration = "10m")
  void submit(byte[] bytes) throws Exception {
    Watch.begin();
    List<Command> commands = new ArrayList<>();
    EmulatedNvme drives = World.drives();
    try {
      List<BackendDevice> nodes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        nodes.add(drives.open("nvme" + i % 2, i / 2, Access.READ_WRITE));
      }
      Input in = new Input(bytes);
      for (int n = 0; n < MAX_COMMANDS && !in.isEmpty(); n++) {
        if ((in.u8() & EVENT) == EVENT) {
          World.event(drives, in);
          continue;
        }
        Command command = new Command(new RawCommand(in));
        commands.add(command);
        nodes.get(command.raw.place % nodes.size()).submit(command);
      }
      drives.clock().advance(Duration.ofDays(1));
      for (Command command : commands) {
        if (command.opcode() != World.AER) {
          command.await();
        }
      }
      nodes.forEach(BackendDevice::close);
      Nvme nvme = Nvme.builder().backend(Watch.over(drives)).depth(2).build();
      try {
        World.checkAlive(drives, nvme);
      } finally {
        nvme.disposeLater().block(World.HANG);
      }
    } catch (IOException e) {
      throw new AssertionError("a node of the beginning is missing", e);
    } finally {
      drives.close();
    }
    for (Command command : commands) {
      command.await();
    }
    Watch.end();
  }

  private static final class Command implements BackendCommand {

    private final RawCommand raw;
    private final NvmeIoctl request;
    private final List<ByteBuffer> data;
    private final @Nullable ByteBuffer metadata;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    Command(RawCommand raw) {
      this.raw = raw;
      request =
          raw.byName
              ? NvmeIoctl.values()[raw.place % NvmeIoctl.values().length]
              : raw.io
                  ? raw.shape == 3 ? NvmeIoctl.IO64_CMD_VEC : NvmeIoctl.IO64_CMD
                  : NvmeIoctl.ADMIN64_CMD;
      data = raw.parts().stream().map(b -> b.order(ByteOrder.LITTLE_ENDIAN)).toList();
      metadata =
          raw.hasMetadata
              ? ByteBuffer.allocate(raw.metadataLength).order(ByteOrder.LITTLE_ENDIAN)
              : null;
    }

    void await() throws Exception {
      try {
        int res = end.get(World.HANG.toMillis(), TimeUnit.MILLISECONDS);
        require(res >= -4095 && res <= 0x7FFF || request == NvmeIoctl.ID, "answered: " + res);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError("not completed: " + raw, e);
      }
    }

    @Override
    public NvmeIoctl request() {
      return request;
    }

    @Override
    public boolean isAdmin() {
      return switch (request) {
        case ADMIN_CMD, ADMIN64_CMD, RESET, SUBSYS_RESET, RESCAN -> true;
        default -> false;
      };
    }

    @Override
    public int opcode() {
      return raw.opcode;
    }

    @Override
    public int nsid() {
      return raw.nsid;
    }

    @Override
    public int cdw(int n) {
      require(n == 2 || n == 3 || n >= 10 && n <= 15, "no CDW of the host: " + n);
      return raw.cdw(n);
    }

    @Override
    public int kernelTimeoutMillis() {
      return raw.kernelTimeoutMillis;
    }

    @Override
    public int dataLength() {
      return raw.dataLength;
    }

    @Override
    public List<ByteBuffer> data() {
      return data;
    }

    @Override
    public @Nullable ByteBuffer metadata() {
      return metadata;
    }

    @Override
    public void complete(int res, long result) {
      if (!end.complete(res)) {
        IllegalStateException twice = new IllegalStateException("completed twice: " + raw);
        Watch.saw("complete", twice);
        throw twice;
      }
    }
  }
}
