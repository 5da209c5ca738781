package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

/** Lists of namespaces that do not fit in one answer. */
@Timeout(60)
class NamespaceListsTest {

  private static final int LIST = 1024;

  private final AtomicInteger commands = new AtomicInteger();

  /** The namespace after another, or 0 if there is none. */
  private volatile IntUnaryOperator next = nsid -> 0;

  private final Nvme nvme = Nvme.builder().backend(new Drive()).build();

  private NvmeIdentify identify() {
    return nvme.controller("nvme0").identify();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Duration.ofSeconds(20));
  }

  private final class Drive implements NvmeBackend, BackendDevice {

    @Override
    public String description() {
      return "a drive of many namespaces";
    }

    @Override
    public List<NvmeControllerInfo> controllers() {
      return List.of(
          new NvmeControllerInfo(
              "nvme0", Path.of("/dev/nvme0"), "", "", "", "pcie", "", "live", 0, "", List.of()));
    }

    @Override
    public BackendDevice open(String controller, int nsid, Access access) {
      return this;
    }

    @Override
    public void submit(BackendCommand command) {
      commands.incrementAndGet();
      ByteBuffer list = command.data().get(0);
      int nsid = command.nsid();
      for (int i = 0; i < LIST && (nsid = next.applyAsInt(nsid)) != 0; i++) {
        list.putInt(4 * i, nsid);
      }
      command.complete(0, 0);
    }

    @Override
    public void close() {}
  }

  @Test
  void beyondOneListTheNextIsRead() {
    for (int many : new int[] {0, 1, LIST - 1, LIST, LIST + 1, 3 * LIST}) {
      next = nsid -> nsid < many ? nsid + 1 : 0;
      List<Integer> all = IntStream.rangeClosed(1, many).boxed().toList();
      assertThat(identify().activeNamespaces().collectList().block()).isEqualTo(all);
      assertThat(identify().allocatedNamespaces(2).collectList().block()).isEqualTo(all);
    }
  }

  @Test
  void noMoreListsAreReadThanAskedForAndOne() {
    next = nsid -> nsid + 1;
    StepVerifier.create(identify().activeNamespaces(), LIST)
        .expectNextCount(LIST)
        .thenCancel()
        .verify();
    assertThat(commands.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void aDriveThatGoesInACircleEndsTheList() {
    next = nsid -> nsid % LIST + 1; // whatever is asked for
    StepVerifier.create(identify().activeNamespaces()).expectNextCount(2 * LIST).verifyComplete();
    assertThat(commands).hasValue(2);
  }

  /** NSIDs are unsigned, and a list after the last but one may not be asked for. */
  @Test
  void theLastNamespacesThereCanBe() {
    next = nsid -> nsid == 0 ? -2 - 2 * LIST + 1 : nsid == -2 ? 0 : nsid + 1;
    List<Integer> all = identify().activeNamespaces().collectList().block();
    assertThat(all).hasSize(2 * LIST).endsWith(-3, -2);
    assertThat(commands).hasValue(2);
  }
}
