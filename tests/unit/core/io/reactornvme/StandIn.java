package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A real ring on the real kernel, and devices that stand in for drives.
 *
 * <p>{@code /dev/null} is the drive that answers at once: it takes io_uring commands and says 0. A
 * {@link Held} is the drive that is stuck until the test says so: a poll for nothing on a pipe,
 * which ends when its last writer closes, with POLLHUP as the status. Both take what a drive takes:
 * slot, credit, memory.
 */
final class StandIn implements AutoCloseable {

  /** What a {@link Held} answers: POLLHUP. */
  static final int HUNG_UP = 0x10;

  /** IORING_OP_POLL_ADD, in the place of an admin command. */
  static final CommandForm POLL = new CommandForm(6, 0, NvmeIoctl.ADMIN64_CMD, true);

  /** IORING_OP_OPENAT, whose path is at the address of the data: with none it answers EFAULT. */
  static final CommandForm FAULT = new CommandForm(18, 0, NvmeIoctl.ADMIN64_CMD, true);

  /** No data, nothing for the preflight to look at, and certainly without effects. */
  static final PassthruCommand EMPTY = PassthruCommand.builder(AdminOpcode.ABORT).build();

  /** Data beyond the slot's own page, from the drive. */
  static final PassthruCommand WITH_BUFFER =
      PassthruCommand.builder(0xC2).dataIn(2 * NativeMemory.PAGE).build();

  private static final Queue<Path> PIPES = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final BufferPool buffers = new BufferPool(new HostPlatform());
  final NvmeStats.Counters counters = new NvmeStats.Counters();
  final CommandRing ring;
  final Gates gates;
  private final Builder config;
  private final List<Target> targets = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();

  private StandIn(Builder config) {
    this.config = config;
    this.ring =
        new CommandRing(
            new HostPlatform(),
            new CommandRing.Options(
                config.depth,
                config.ioctlThreads,
                config.uring,
                config.setupDeny,
                config.stallThreshold,
                Duration.ZERO,
                true),
            buffers,
            counters,
            null);
    this.gates = newGates(config.credits);
  }

  static Builder builder() {
    return new Builder();
  }

  static StandIn open() {
    return builder().open();
  }

  /** One more controller on this ring. */
  Gates newGates(int credits) {
    return Gates.create(ring, new AtomicInteger(), credits, credits, config.pendingLimit);
  }

  /** A controller that answers 0, at once. */
  Target nullDevice() {
    return target("/dev/null", gates, config.choice);
  }

  Target target(String node, Gates with, BackendChoice choice) {
    int fd = NativeMemory.openDevice(Path.of(node), Access.READ_ONLY);
    if (fd < 0) {
      throw new IllegalStateException(node + ": " + fd);
    }
    return target(fd, with, choice);
  }

  private Target target(int fd, Gates with, BackendChoice choice) {
    Backend.Kind kind = choice == BackendChoice.IOCTL ? Backend.Kind.IOCTL : Backend.Kind.URING;
    Target target =
        new Target(
            controllerSpec(),
            new HostPlatform.FileNode(fd),
            new Sysfs(Path.of("/nonexistent")),
            with,
            choice,
            new Backend(kind, "chosen by the test"),
            config.deadlineNanos,
            () -> {});
    targets.add(target);
    return target;
  }

  static Target.Spec controllerSpec() {
    return new Target.Spec(
        "/dev/nvme7", true, 0, List.of("/dev/ng7n1"), null, false, 0, Access.READ_ONLY);
  }

  /** A controller that is stuck. */
  Held heldDevice() {
    return heldDevice(gates);
  }

  Held heldDevice(Gates with) {
    Held device = new Held();
    device.target = target(device.openReader(), with, config.choice);
    held.add(device);
    return device;
  }

  static Mono<PassthruResult> command(Target target) {
    return PassthruMono.create(target, EMPTY, CommandForm.ADMIN);
  }

  /** Nothing is in flight, nothing waits, and all that was taken has come back. */
  boolean isIdle() {
    return ring.slotsInUse() == 0
        && gates.admin().inUse() == 0
        && gates.admin().waiting() == 0
        && gates.io().inUse() == 0
        && gates.io().waiting() == 0
        && buffers.live() == 0;
  }

  void awaitIdle() {
    await("nothing is held any more", this::isIdle);
  }

  /** Waits for what is bound to come; fast, for tests of a thousand rounds. */
  static void await(String what, BooleanSupplier condition) {
    for (int i = 0; i < 10_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.yield();
    }
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(30))
        .until(condition::getAsBoolean);
  }

  /** Everything as at the end of an {@link Nvme}: the ring must end, or the test fails. */
  @Override
  public void close() {
    targets.forEach(Target::dispose);
    ring.seal();
    held.forEach(Held::close);
    ring.stoppedMono().block(Duration.ofSeconds(30));
  }

  /** A device that answers nothing until the test says so. */
  static final class Held implements AutoCloseable {

    private final Path pipe = takePipe();
    private int writer = -1;
    private @Nullable Target target;

    /** Of its own, for an {@link Nvme} to open: no target yet. */
    Held() {
      hold();
    }

    Target target() {
      return java.util.Objects.requireNonNull(target);
    }

    /** The node to open, for reading; the open does not block while the device is held. */
    Path node() {
      return pipe;
    }

    private int openReader() {
      return NativeMemory.openDevice(pipe, Access.READ_ONLY);
    }

    Mono<PassthruResult> command() {
      return command(EMPTY);
    }

    Mono<PassthruResult> command(PassthruCommand command) {
      return PassthruMono.create(target(), command, POLL);
    }

    /** All commands under way complete, and new ones at once, until {@link #hold()}. */
    void answer() {
      NativeMemory.closeDevice(writer);
      writer = -1;
    }

    /** Stuck again. Only when no command is under way: it might not have seen the answer yet. */
    void hold() {
      writer = NativeMemory.openDevice(pipe, Access.READ_WRITE);
      if (writer < 0) {
        throw new IllegalStateException(pipe + ": " + writer);
      }
    }

    @Override
    public void close() {
      if (writer >= 0) {
        answer();
      }
      PIPES.add(pipe);
    }

    private static Path takePipe() {
      Path old = PIPES.poll();
      return old != null ? old : makePipe();
    }

    private static Path makePipe() {
      try {
        Path dir = Files.createTempDirectory("stand-in-");
        Path pipe = dir.resolve("pipe" + NUMBER.getAndIncrement());
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        if (mkfifo.waitFor() != 0) {
          throw new IllegalStateException("mkfifo " + pipe);
        }
        dir.toFile().deleteOnExit();
        pipe.toFile().deleteOnExit();
        return pipe;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static final class Builder {

    private int depth = 64;
    private int credits = 16;
    private int pendingLimit = 4096;
    private int ioctlThreads = 4;
    private boolean uring = true;
    private int setupDeny;
    private Duration stallThreshold = Duration.ofSeconds(5);
    private BackendChoice choice = BackendChoice.AUTO;
    private long deadlineNanos;

    Builder depth(int slots) {
      depth = slots;
      return this;
    }

    Builder credits(int commands) {
      credits = commands;
      return this;
    }

    Builder pendingLimit(int commands) {
      pendingLimit = commands;
      return this;
    }

    Builder uring(boolean wanted) {
      uring = wanted;
      return this;
    }

    Builder setupDeny(int flags) {
      setupDeny = flags;
      return this;
    }

    Builder stallThreshold(Duration threshold) {
      stallThreshold = threshold;
      return this;
    }

    Builder choice(BackendChoice wanted) {
      choice = wanted;
      return this;
    }

    Builder deadline(Duration ofAll) {
      deadlineNanos = ofAll.toNanos();
      return this;
    }

    StandIn open() {
      return new StandIn(this);
    }
  }
}
