package io.reactornvme;

import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * A ring without a kernel: one thread that hands commands to devices and completions to the
 * listener, for backends of {@code io.reactornvme.spi}. It keeps the native ring's order of things
 * (one thread, batches, a timer), not its frugality.
 */
final class JavaRing implements RingPort {

  private static final Logger LOG = Loggers.getLogger(JavaRing.class);

  private static final int EIO = 5;
  private static final int BATCH = 256;
  private static final AtomicInteger NEXT_ID = new AtomicInteger();

  private final Listener listener;
  private final long stallNanos;
  private final AtomicReferenceArray<@Nullable Command> prepared;
  private final Queue<Command> published = new ConcurrentLinkedQueue<>();
  private final Queue<Command> done = new ConcurrentLinkedQueue<>();
  private final Command[] batch = new Command[BATCH];
  private final AtomicLong timer = new AtomicLong(Long.MAX_VALUE);
  private final AtomicBoolean sleeping = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closing;

  private final LongAdder submitted = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final LongAdder upcalls = new LongAdder();

  JavaRing(NativeRing.Config config, Listener listener) {
    int slots = config.slots();
    this.stallNanos = config.stallNanos();
    this.listener = listener;
    this.prepared = new AtomicReferenceArray<>(slots);
    this.thread = new RingThread(this::run, "nvme-reaper-java-" + NEXT_ID.getAndIncrement());
    thread.start();
  }

  /** Reactor refuses to block on it. */
  private static final class RingThread extends Thread implements NonBlocking {
    RingThread(Runnable run, String name) {
      super(run, name);
      setDaemon(true);
    }
  }

  @Override
  public boolean onReaper() {
    return Thread.currentThread() == thread;
  }

  /** What a slot is to do when it is published. Owner of the slot only. */
  void prepare(int slot, Command command) {
    prepared.set(slot, command);
  }

  @Override
  public void publish(int slot) {
    Command command = prepared.getAndSet(slot, null);
    if (command == null) {
      throw new IllegalStateException("slot " + slot + " was not filled in");
    }
    published.add(command);
    wake();
  }

  @Override
  public int buffers(int first, long address, int size, int count) {
    return -EIO;
  }

  @Override
  public int file(int index, int fd) {
    return -EIO;
  }

  @Override
  public void lowerTimer(long nanoTime) {
    long old = timer.getAndAccumulate(nanoTime, Math::min);
    if (nanoTime < old) {
      wake();
    }
  }

  @Override
  public void close() {
    closing = true;
    wake();
  }

  /** The queue was added to before, and the thread looks at it after it has set sleeping. */
  private void wake() {
    if (sleeping.get() && sleeping.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    long inFlight = 0;
    for (; ; ) {
      Command command;
      while ((command = published.poll()) != null) {
        inFlight++;
        submitted.increment();
        command.submit();
      }
      int n = 0;
      while (n < BATCH && (command = done.poll()) != null) {
        batch[n++] = command;
      }
      boolean fired = timer.get() <= System.nanoTime();
      if (fired) {
        timer.set(Long.MAX_VALUE);
      }
      if (n > 0 || fired) {
        inFlight -= n;
        completed.add(n);
        upcalls.increment();
        long begin = System.nanoTime();
        try {
          listener.completed(n, fired);
          long took = System.nanoTime() - begin;
          if (took > stallNanos) {
            listener.stalled(n, took);
          }
        } catch (Throwable t) {
          LOG.error(thread.getName() + ": a batch of completions was not handled to its end", t);
        }
        continue;
      }
      if (closing && inFlight == 0 && published.isEmpty()) {
        break;
      }
      sleep(inFlight);
    }
    listener.stopped();
  }

  private void sleep(long inFlight) {
    sleeping.set(true);
    if (published.isEmpty() && done.isEmpty() && !(closing && inFlight == 0)) {
      long at = timer.get();
      if (at == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = at - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(this, left);
        }
      }
    }
    sleeping.set(false);
  }

  @Override
  public long completionUserData(int i) {
    return batch[i].userData;
  }

  @Override
  public long completionResult(int i) {
    return batch[i].result;
  }

  @Override
  public int completionRes(int i) {
    return batch[i].res;
  }

  @Override
  public long counter(int offset) {
    return switch (offset) {
      case RingLayout.COUNTER_SUBMITTED -> submitted.sum();
      case RingLayout.COUNTER_COMPLETED -> completed.sum();
      case RingLayout.COUNTER_UPCALLS -> upcalls.sum();
      default -> 0;
    };
  }

  @Override
  public int uringError() {
    return 0;
  }

  @Override
  public String setup() {
    return "";
  }

  /** A command of one slot. */
  final class Command implements BackendCommand {

    private final long userData;
    private final BackendDevice device;
    private final PassthruCommand command;
    private final CommandForm form;
    private final int nsid;
    private final List<ByteBuffer> data;
    private final @Nullable ByteBuffer metadata;
    private final AtomicBoolean over = new AtomicBoolean();
    private int res;
    private long result;

    Command(
        long userData,
        BackendDevice device,
        PassthruCommand command,
        CommandForm form,
        int nsid,
        List<ByteBuffer> data,
        @Nullable ByteBuffer metadata) {
      this.userData = userData;
      this.device = device;
      this.command = command;
      this.form = form;
      this.nsid = nsid;
      this.data = data;
      this.metadata = metadata;
    }

    private void submit() {
      try {
        device.submit(this);
      } catch (Throwable t) {
        LOG.error("the backend threw instead of completing " + command, t);
        if (!over.get()) {
          complete(-EIO, 0);
        }
      }
    }

    @Override
    public NvmeIoctl request() {
      return form.ioctl();
    }

    @Override
    public boolean isAdmin() {
      return form.admin();
    }

    @Override
    public int opcode() {
      return command.opcode();
    }

    @Override
    public int nsid() {
      return nsid;
    }

    @Override
    public int cdw(int n) {
      return command.cdw(n);
    }

    @Override
    public int kernelTimeoutMillis() {
      return command.kernelTimeoutMillis();
    }

    @Override
    public int dataLength() {
      return command.dataLength();
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
      if (!over.compareAndSet(false, true)) {
        throw new IllegalStateException(command + " was completed before");
      }
      this.res = res;
      this.result = result;
      done.add(this); // publishes both
      wake();
    }

    @Override
    public String toString() {
      return command.toString();
    }
  }
}
