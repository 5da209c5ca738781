package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.AnaLog;
import io.reactornvme.spec.PersistentEventLog;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Long log pages, of a drive that the test is. */
@Timeout(60)
class LogReadTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int MAX_TRANSFER = 128 * 1024;
  private static final int RAE = 1 << 15;
  private static final int COMMAND_SEQUENCE_ERROR = 0x0C;

  /** Get Log Page as the drive sees it. */
  private record Get(int lid, int lsp, boolean retains, long offset, int length) {

    static Get of(BackendCommand c) {
      int numd = c.cdw(10) >>> 16 | (c.cdw(11) & 0xFFFF) << 16;
      return new Get(
          c.cdw(10) & 0xFF,
          c.cdw(10) >>> 8 & 0x7F,
          (c.cdw(10) & RAE) != 0,
          (c.cdw(12) & 0xFFFF_FFFFL) | (long) c.cdw(13) << 32,
          (numd + 1) * 4);
    }
  }

  /** One controller with one namespace, which says how much goes into one command. */
  private static final class Drive implements NvmeBackend, BackendDevice {
    final AtomicInteger commands = new AtomicInteger();
    final Queue<Get> gets = new ConcurrentLinkedQueue<>();
    final Queue<BackendCommand> held = new ConcurrentLinkedQueue<>();
    volatile byte[] page = new byte[0];
    volatile int attributes = 0x3E;
    volatile Consumer<BackendCommand> get = this::answer;

    @Override
    public String description() {
      return "the test itself";
    }

    @Override
    public List<NvmeControllerInfo> controllers() {
      return List.of(
          new NvmeControllerInfo(
              "nvme0",
              Path.of("/dev/nvme0"),
              "TEST",
              "1",
              "0",
              "pcie",
              "",
              "live",
              0,
              "nqn",
              List.of(
                  new NvmeNamespaceInfo(
                      "nvme0n1",
                      1,
                      Path.of("/dev/nvme0n1"),
                      Path.of("/dev/ng0n1"),
                      1 << 20,
                      512,
                      0,
                      false,
                      MAX_TRANSFER))));
    }

    @Override
    public BackendDevice open(String controller, int nsid, Access access) {
      return this;
    }

    @Override
    public void submit(BackendCommand command) {
      commands.incrementAndGet();
      if (command.opcode() == AdminOpcode.IDENTIFY) {
        command.data().get(0).put(261, (byte) attributes);
        command.complete(0, 0);
      } else {
        gets.add(Get.of(command));
        get.accept(command);
      }
    }

    void answer(BackendCommand command) {
      answer(command, page);
    }

    void answer(BackendCommand command, byte[] bytes) {
      Get g = Get.of(command);
      if (g.offset() > bytes.length) {
        command.complete(0x4002, 0);
        return;
      }
      int n = (int) Math.min(g.length(), bytes.length - g.offset());
      command.data().get(0).put(0, bytes, (int) g.offset(), n);
      command.complete(0, 0);
    }

    @Override
    public void close() {}
  }

  private final Drive drive = new Drive();
  private final Nvme nvme = Nvme.builder().backend(drive).build();
  private final NvmeLogs logs = nvme.controller("nvme0").logs();

  @AfterEach
  void nothingIsLeft() {
    nvme.disposeLater().block(SOON);
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  /** The races await something hundreds of times. */
  private static ConditionFactory soon() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer le(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] all(Flux<ByteBuffer> chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer chunk : chunks.collectList().block(SOON)) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private List<Long> offsets() {
    return drive.gets.stream().map(Get::offset).toList();
  }

  private List<Integer> lengths() {
    return drive.gets.stream().map(Get::length).toList();
  }

  // ---- one command, and several ----

  @Test
  void everyFieldOfTheCommand() {
    LogPageRequest request =
        LogPageRequest.of(0xC3)
            .nsid(7)
            .logSpecificParameter(0x55)
            .logSpecificIdentifier(0xABCD)
            .commandSetIdentifier(2)
            .uuidIndex(0x7E)
            .offset(0x12_9876_5430L)
            .length(0x40000);
    assertThat(request).hasToString("LogPageRequest[C3h, 262144 bytes at 79867302960]");
    PassthruCommand command = request.command(0x12_9876_5430L, 0x40000, true);
    assertThat(command.cdw(10)).isEqualTo(0xFFFF << 16 | RAE | 0x55 << 8 | 0xC3);
    assertThat(command.cdw(11)).isEqualTo(0xABCD << 16);
    assertThat(request.command(0, 0x80000, false).cdw(11)).isEqualTo(0xABCD << 16 | 1);
    assertThat(request.command(0, 4, false).cdw(10)).isEqualTo(0x55 << 8 | 0xC3);
    assertThat(command.cdw(12)).isEqualTo(0x9876_5430);
    assertThat(command.cdw(13)).isEqualTo(0x12);
    assertThat(command.cdw(14)).isEqualTo(0x02 << 24 | 0x7E);
    assertThat(command.nsid()).isEqualTo(7);
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> LogPageRequest.of(256));
    LogPageRequest any = LogPageRequest.of(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> any.logSpecificParameter(128))
        .withMessage("the log specific parameter is 0 to 127, not 128");
    assertThatIllegalArgumentException().isThrownBy(() -> any.logSpecificIdentifier(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> any.commandSetIdentifier(256));
    assertThatIllegalArgumentException().isThrownBy(() -> any.uuidIndex(128));
    assertThatIllegalArgumentException().isThrownBy(() -> any.offset(2));
    assertThatIllegalArgumentException().isThrownBy(() -> any.offset(-4));
    assertThatIllegalArgumentException().isThrownBy(() -> any.offset(Long.MAX_VALUE - 3));
    assertThatIllegalArgumentException().isThrownBy(() -> any.length(0));
    assertThatIllegalArgumentException().isThrownBy(() -> any.length(6));
    assertThatIllegalArgumentException().isThrownBy(() -> any.chunk(508));
    assertThatIllegalArgumentException().isThrownBy(() -> logs.clearEvent(256));
    assertThatIllegalArgumentException().isThrownBy(() -> TelemetryRequest.all().dataArea(5));
    assertThatIllegalArgumentException().isThrownBy(() -> TelemetryRequest.all().chunk(513));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> logs.telemetryController(TelemetryRequest.all().create()));
  }

  @Test
  void aLongPageInChunksOfWhatTheDeviceTakes() {
    drive.page = random(300 * 1024);
    assertThat(all(logs.read(LogPageRequest.of(0xC5).length(300 * 1024)))).isEqualTo(drive.page);
    assertThat(lengths()).containsExactly(MAX_TRANSFER, MAX_TRANSFER, 44 * 1024);
    assertThat(offsets()).containsExactly(0L, 131072L, 262144L);
    assertThat(drive.gets).allMatch(Get::retains);
  }

  @Test
  void aPartOfAPage() {
    drive.page = random(8192);
    byte[] part = all(logs.read(LogPageRequest.of(0xC5).offset(1000).length(2000).chunk(512)));
    assertThat(le(part)).isEqualTo(le(drive.page).slice(1000, 2000));
    assertThat(offsets()).containsExactly(1000L, 1512L, 2024L, 2536L);
    assertThat(lengths()).containsExactly(512, 512, 512, 464);
  }

  @Test
  void theLastCommandClearsTheEvent() {
    drive.page = random(8192);
    all(logs.read(LogPageRequest.of(0xC5).length(8192).chunk(4096).clearEvent()));
    assertThat(drive.gets.stream().map(Get::retains)).containsExactly(true, false);
    drive.gets.clear();
    logs.clearEvent(4).block(SOON);
    assertThat(drive.gets).containsExactly(new Get(4, 0, false, 0, 512));
  }

  // ---- demand ----

  @Test
  void noChunkWithoutDemand() {
    drive.page = random(16384);
    StepVerifier.create(logs.read(LogPageRequest.of(0xC5).length(16384).chunk(4096)), 0)
        .expectSubscription()
        .then(() -> assertThat(drive.gets).isEmpty())
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> assertThat(drive.gets).hasSize(1))
        .thenRequest(2)
        .expectNextCount(2)
        .then(() -> assertThat(drive.gets).hasSize(3))
        .thenRequest(1)
        .expectNextCount(1)
        .expectComplete()
        .verify(SOON);
    assertThat(drive.gets).hasSize(4);
  }

  /** Whatever operators a method is made of. */
  @Test
  void noCommandWithoutDemand() throws ReflectiveOperationException {
    int publishers = 0;
    for (Method method : NvmeLogs.class.getDeclaredMethods()) {
      if (!Modifier.isPublic(method.getModifiers())) {
        continue;
      }
      Object[] arguments =
          Arrays.stream(method.getParameterTypes())
              .map(
                  type ->
                      type == int.class
                          ? (Object) 1
                          : type == boolean.class
                              ? true
                              : type == LogPageRequest.class
                                  ? LogPageRequest.of(2)
                                  : TelemetryRequest.all())
              .toArray();
      StepVerifier.create((Publisher<?>) method.invoke(logs, arguments), 0)
          .expectSubscription()
          .then(() -> assertThat(drive.commands).as("%s", method).hasValue(0))
          .thenCancel()
          .verify(SOON);
      publishers++;
    }
    assertThat(publishers).isGreaterThan(30);
    assertThat(drive.commands).hasValue(0);
  }

  @Test
  void aCancelLeavesTheChunkUnderWayAndSendsNoMore() {
    drive.page = random(16384);
    drive.get = drive.held::add;
    StepVerifier.create(logs.read(LogPageRequest.of(0xC5).length(16384).chunk(4096)))
        .then(() -> soon().until(() -> drive.held.size() == 1))
        .thenCancel()
        .verify(SOON);
    drive.answer(drive.held.remove());
    soon().until(() -> nvme.stats().liveBuffers() == 0);
    assertThat(drive.gets).hasSize(1);
    assertThat(drive.held).isEmpty();
  }

  @Test
  void eachSubscriptionReadsAnew() {
    drive.page = random(512);
    Flux<ByteBuffer> read = logs.read(LogPageRequest.of(0xC5).length(512));
    assertThat(all(read)).isEqualTo(all(read)).isEqualTo(drive.page);
    assertThat(drive.gets).hasSize(2);
  }

  // ---- refusals of the kernel ----

  @Test
  void chunksShrinkWhenTheKernelRefusesThemAndStaySmall() {
    for (int errno : new int[] {Errno.EINVAL, Errno.ENOMEM}) {
      drive.gets.clear();
      drive.page = random(100 * 1024);
      drive.get =
          c -> {
            if (Get.of(c).length() > 32768) {
              c.complete(-errno, 0);
            } else {
              drive.answer(c);
            }
          };
      assertThat(all(logs.read(LogPageRequest.of(0xC5).length(102400)))).isEqualTo(drive.page);
      assertThat(lengths()).containsExactly(102400, 49152, 24576, 24576, 24576, 24576, 4096);
    }
  }

  @Test
  void belowFourKibibytesARefusalIsAnError() {
    drive.get = c -> c.complete(-Errno.EINVAL, 0);
    assertThatThrownBy(() -> all(logs.read(LogPageRequest.of(0xC5).length(65536))))
        .isInstanceOf(NvmeOsException.class)
        .hasMessageContaining("EINVAL");
    assertThat(lengths()).containsExactly(65536, 32768, 16384, 8192, 4096);
  }

  @Test
  void otherErrorsAreNotTriedAgain() {
    drive.get = c -> c.complete(-Errno.EIO, 0);
    assertThatThrownBy(() -> all(logs.read(LogPageRequest.of(0xC5).length(65536))))
        .isInstanceOf(NvmeOsException.class)
        .hasMessageContaining("EIO");
    drive.get = c -> c.complete(0x4002, 0);
    assertThatThrownBy(() -> all(logs.read(LogPageRequest.of(0xC5).length(65536))))
        .isInstanceOf(NvmeStatusException.class);
    assertThat(drive.gets).hasSize(2);
  }

  @Test
  void aDriveWithoutOffsetsGivesTheBeginningAndNoMore() {
    drive.attributes = 0;
    drive.page = random(32768);
    assertThat(all(logs.read(LogPageRequest.of(0xC5).length(16384)))).hasSize(16384);
    for (LogPageRequest beyond :
        List.of(
            LogPageRequest.of(0xC5).length(16388), LogPageRequest.of(0xC5).offset(4).length(16))) {
      assertThatThrownBy(() -> all(logs.read(beyond)))
          .isInstanceOf(NvmeRefusedException.class)
          .hasMessageContaining("reads no log page at an offset");
    }
    assertThat(drive.gets).hasSize(1);
  }

  // ---- tearing ----

  private static byte[] telemetry(int blocks, int generation) {
    byte[] page = random(512 * (1 + blocks));
    page[0] = 7;
    le(page).putShort(8, (short) 1).putShort(10, (short) 2).putShort(12, (short) blocks);
    le(page).putInt(16, 0).put(381, (byte) generation).put(382, (byte) 1);
    return page;
  }

  @Test
  void telemetryIsVerifiedBeforeItsLastPiece() {
    drive.page = telemetry(600, 5);
    Flux<ByteBuffer> telemetry = logs.telemetryHost(TelemetryRequest.all());
    assertThat(all(telemetry)).isEqualTo(drive.page);
    assertThat(offsets()).containsExactly(0L, 512L, 131584L, 262656L, 0L);
    assertThat(lengths()).containsExactly(512, 131072, 131072, 45056, 512);
    assertThat(drive.gets).allMatch(g -> g.lsp() == 0 && g.retains());
    drive.gets.clear();
    assertThat(all(logs.telemetryHost(TelemetryRequest.all().dataArea(1)))).hasSize(1024);
    assertThat(all(logs.telemetryHost(TelemetryRequest.all().dataArea(2)))).hasSize(1536);
    assertThat(all(logs.telemetryHost(TelemetryRequest.all().dataArea(4)))).hasSize(601 * 512);
  }

  @Test
  void telemetryIsCreatedOnceIfAsked() {
    drive.page = telemetry(3, 5);
    all(logs.telemetryHost(TelemetryRequest.all().create().chunk(512)));
    assertThat(drive.gets.stream().map(Get::lsp)).containsExactly(1, 0, 0, 0, 0);
  }

  @Test
  void tornTelemetryIsAnErrorInPlaceOfTheLastPiece() {
    drive.page = telemetry(3, 5);
    StepVerifier.create(logs.telemetryHost(TelemetryRequest.all().chunk(512).release()), 1)
        .expectNextCount(1)
        .then(() -> drive.page = telemetry(3, 6))
        .thenRequest(9)
        .expectNextCount(2)
        .expectErrorSatisfies(
            e ->
                assertThat(e)
                    .isInstanceOf(NvmeLogChangedException.class)
                    .hasMessageContaining("log page 07h changed")
                    .hasMessageContaining("generation 5, then 6"))
        .verify(SOON);
    assertThat(drive.gets).as("nothing was released").allMatch(Get::retains);
  }

  @Test
  void telemetryIsReleasedWhenAllIsWell() {
    drive.page = telemetry(3, 5);
    drive.page[383] = 9;
    all(logs.telemetryController(TelemetryRequest.all().release()));
    assertThat(drive.gets)
        .containsExactly(
            new Get(8, 0, true, 0, 512),
            new Get(8, 0, true, 512, 1536),
            new Get(8, 0, true, 0, 512),
            new Get(8, 0, false, 0, 512));
  }

  @Test
  void telemetryWithoutDataIsAHeader() {
    drive.page = telemetry(0, 0);
    le(drive.page).putInt(8, 0).putInt(12, 0);
    assertThat(all(logs.telemetryHost(TelemetryRequest.all()))).hasSize(512);
    assertThat(drive.gets).hasSize(1);
  }

  /** As many groups as take more than a chunk of 4 KiB, each of so many namespaces. */
  private static byte[] ana(int groups, int namespaces, int changes) {
    ByteBuffer b = le(new byte[16 + groups * (32 + 4 * namespaces)]);
    b.putLong(changes).putShort((short) groups).position(16);
    for (int g = 1; g <= groups; g++) {
      b.putInt(g).putInt(namespaces).putLong(changes).put((byte) 1).position(b.position() + 15);
      for (int n = 0; n < namespaces; n++) {
        b.putInt(g * 1000 + n);
      }
    }
    return b.array();
  }

  @Test
  void aPageThatTellsItsLengthBitByBit() {
    for (int[] shape : new int[][] {{0, 0}, {1, 3}, {40, 100}, {3, 2000}, {300, 0}}) {
      drive.page = ana(shape[0], shape[1], 8);
      AnaLog log = logs.asymmetricNamespaceAccess().block(SOON);
      assertThat(log.raw()).isEqualTo(ByteBuffer.wrap(drive.page));
      assertThat(log.groups()).hasSize(shape[0]);
      assertThat(log.groups()).allMatch(g -> g.namespaceIdentifiers().size() == shape[1]);
    }
  }

  @Test
  void aGatheredPageIsReadAgainWhenTorn() {
    drive.page = ana(40, 100, 8);
    AtomicInteger changes = new AtomicInteger();
    drive.get =
        c -> {
          drive.answer(c);
          if (changes.incrementAndGet() <= 2) { // during the first read
            drive.page = ana(40, 100, 8 + changes.get());
          }
        };
    assertThat(logs.asymmetricNamespaceAccess().block(SOON).changeCount()).isEqualTo(10);
    assertThat(offsets().stream().filter(o -> o == 0)).hasSize(4);
  }

  @Test
  void aPageThatNeverStandsStillIsAnErrorInTheEnd() {
    AtomicInteger changes = new AtomicInteger();
    drive.get = c -> drive.answer(c, ana(40, 100, changes.incrementAndGet()));
    assertThatThrownBy(() -> logs.asymmetricNamespaceAccess().block(SOON))
        .isInstanceOfSatisfying(
            NvmeLogChangedException.class, e -> assertThat(e.logPageIdentifier()).isEqualTo(0x0C));
    assertThat(offsets().stream().filter(o -> o == 0)).hasSize(2 * (1 + LogRead.READ_AGAIN));
  }

  // ---- a reporting context ----

  private static byte[] persistentEvents(int events, int generation) {
    ByteBuffer b = le(new byte[512 + events * 30]);
    b.put(0, (byte) 0x0D).putInt(4, events).putLong(8, b.capacity());
    b.putShort(372, (short) generation);
    for (int i = 0; i < events; i++) {
      b.put(512 + 30 * i, (byte) 0xDE).put(514 + 30 * i, (byte) 21).put(534 + 30 * i, (byte) 6);
    }
    return b.array();
  }

  private List<Integer> actions() {
    return drive.gets.stream().map(Get::lsp).toList();
  }

  @Test
  void aContextIsEstablishedReadAndReleased() {
    drive.page = persistentEvents(9000, 3);
    PersistentEventLog log = logs.persistentEvents().block(SOON);
    assertThat(log.events()).hasSize(9000).allMatch(e -> e.type() == 0xDE);
    assertThat(actions()).containsExactly(1, 0, 0, 0, 0, 2);
    drive.gets.clear();
    assertThat(all(logs.persistentEventData())).isEqualTo(drive.page);
    assertThat(actions()).containsExactly(1, 0, 0, 0, 0, 2);
    drive.gets.clear();
    logs.releasePersistentEvents().block(SOON);
    assertThat(actions()).containsExactly(2);
  }

  @Test
  void aContextIsReleasedAfterAnError() {
    drive.page = persistentEvents(900, 3);
    drive.get =
        c -> {
          if (Get.of(c).offset() > 0) {
            c.complete(0x06, 0);
          } else {
            drive.answer(c);
          }
        };
    assertThatThrownBy(() -> logs.persistentEvents().block(SOON))
        .isInstanceOf(NvmeStatusException.class);
    assertThat(actions()).containsExactly(1, 0, 2);
  }

  @Test
  void somebodyElsesContextIsLeftAlone() {
    drive.get = c -> c.complete(COMMAND_SEQUENCE_ERROR, 0);
    assertThatThrownBy(() -> logs.persistentEvents().block(SOON))
        .isInstanceOf(NvmeStatusException.class);
    assertThat(actions()).containsExactly(1);
  }

  @Test
  void aReleaseThatFailsSpoilsNothing() {
    drive.page = persistentEvents(9, 3);
    drive.get =
        c -> {
          if (Get.of(c).lsp() == 2) {
            c.complete(0x06, 0);
          } else {
            drive.answer(c);
          }
        };
    assertThat(logs.persistentEvents().block(SOON).events()).hasSize(9);
  }

  @Test
  void aContextIsReleasedAfterACancel() {
    drive.page = persistentEvents(900, 3);
    StepVerifier.create(logs.persistentEventData(), 1).expectNextCount(1).thenCancel().verify(SOON);
    soon().until(() -> actions().equals(List.of(1, 2)));
  }

  @Test
  void withoutDemandThereIsNoContext() {
    StepVerifier.create(logs.persistentEventData(), 0)
        .expectSubscription()
        .thenCancel()
        .verify(SOON);
    assertThat(drive.gets).isEmpty();
  }

  @Test
  void aContextThatIsBeingEstablishedAtTheCancelIsReleasedWhenItIs() {
    drive.page = persistentEvents(900, 3);
    drive.get = drive.held::add;
    StepVerifier.create(logs.persistentEventData())
        .then(() -> soon().until(() -> drive.held.size() == 1))
        .thenCancel()
        .verify(SOON);
    assertThat(actions()).containsExactly(1);
    drive.get = drive::answer;
    drive.answer(drive.held.remove());
    soon().until(() -> actions().equals(List.of(1, 2)));
  }

  @Test
  void cancelAndFirstRequestAtOnce() {
    drive.page = persistentEvents(900, 3);
    // Counted over all rounds: a command of one may reach the drive in the next.
    for (int i = 0; i < 300; i++) {
      BaseSubscriber<ByteBuffer> subscriber = new Idle();
      logs.persistentEventData().subscribe(subscriber);
      RaceTestUtils.race(() -> subscriber.request(1), subscriber::cancel);
      soon().until(this::asManyReleasedAsEstablished);
    }
    soon().until(() -> nvme.stats().inFlight() == 0 && asManyReleasedAsEstablished());
  }

  @Test
  void cancelAndAnswerAtOnce() {
    drive.page = persistentEvents(900, 3);
    for (int i = 0; i < 300; i++) {
      drive.gets.clear();
      drive.get = drive.held::add;
      BaseSubscriber<ByteBuffer> subscriber = new Idle();
      logs.persistentEventData().subscribe(subscriber);
      subscriber.request(5);
      soon().until(() -> drive.held.size() == 1);
      drive.get = drive::answer;
      BackendCommand establish = drive.held.remove();
      RaceTestUtils.race(() -> drive.answer(establish), subscriber::cancel);
      soon().until(this::asManyReleasedAsEstablished);
      soon().until(() -> nvme.stats().liveBuffers() == 0);
      assertThat(actions().stream().filter(a -> a == 2)).hasSize(1);
    }
  }

  private boolean asManyReleasedAsEstablished() {
    List<Integer> actions = actions();
    return actions.stream().filter(a -> a == 1).count()
        == actions.stream().filter(a -> a == 2).count();
  }

  /** Asks for nothing by itself. */
  private static final class Idle extends BaseSubscriber<ByteBuffer> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {}
  }

  // ---- what drives claim ----

  @Test
  void aLengthBeyondBeliefIsAnError() {
    for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 30}) {
      drive.page = persistentEvents(9, 3);
      le(drive.page).putLong(8, length);
      assertThatThrownBy(() -> logs.persistentEvents().block(SOON))
          .isInstanceOf(NvmeLogFormatException.class)
          .hasMessageContaining("0Dh claims to be " + Long.toUnsignedString(length));
    }
  }

  @Test
  void aPageShorterThanItsHeadIsCut() {
    drive.page = random(4096);
    le(drive.page).putShort(0, (short) 0).putInt(4, 19);
    assertThat(logs.fdpConfigurations(1).block(SOON).raw().remaining()).isEqualTo(19);
  }

  @Test
  void anotherVendorsPageIsNotTakenForOcps() {
    drive.page = new byte[512];
    assertThatThrownBy(() -> logs.ocpSmart().block(SOON))
        .isInstanceOf(NvmeLogFormatException.class)
        .hasMessageContaining("log page C0h has the GUID 00000000000000000000000000000000");
  }
}
