package io.reactornvme;

import io.reactornvme.BufferPool.Block;
import io.reactornvme.PassthruCommand.Data;
import io.reactornvme.spi.BackendDevice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.context.Context;

/**
 * One command of one subscriber, from the request to the completion.
 *
 * <p>Two lives that end apart. The subscriber's ends with the first of: result, error, deadline,
 * cancel, disposal; whoever sets {@link #TERMINATED} signals, so there is one signal. The command's
 * ends with its completion: only there are the slot, the credit and the memory given back. Between
 * the two the command is <em>detached</em>: an answer that comes late is discarded by Reactor's
 * hook for that, an error is a {@link LateError}.
 */
final class CommandOp implements Subscription, Scannable {

  private static final Logger LOG = Loggers.getLogger(CommandOp.class);

  private static final int REQUESTED = 1;
  private static final int TERMINATED = 2;
  private static final int SENT = 4;
  private static final int QUEUED = 8;
  private static final int CANCELLED = 16;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(CommandOp.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int EFAULT = 14;
  private static final int EINVAL = 22;
  private static final int EOPNOTSUPP = 95;
  private static final int IOVEC = 16;
  private static final byte[] ZEROS = new byte[NativeMemory.PAGE];

  private CoreSubscriber<? super PassthruResult> actual;
  private final Target target;
  private PassthruCommand command;
  private CommandForm form;

  /** When the time until the deadline began, or 0: with the request. */
  private final long since;

  private long deadlineAt = Long.MAX_VALUE;

  @SuppressWarnings("unused") // by STATE
  private volatile int state;

  // What the command holds while it runs; the slot owner's.
  private int slot = -1;

  /** Leases held so far, data before metadata: what {@link #freeMemory()} gives back. */
  private int held;

  private boolean onUring;
  private boolean issuedAgain;
  private boolean fixed;
  private boolean fixedRefused;
  private @Nullable CommandWatch watch;
  private @Nullable Block dataBlock;
  private @Nullable Block vectorBlock;
  private @Nullable Block metadataBlock;

  CommandOp(
      CoreSubscriber<? super PassthruResult> actual,
      Target target,
      PassthruCommand command,
      CommandForm form,
      long since) {
    this.actual = actual;
    this.target = target;
    this.command = command;
    this.form = form;
    this.since = since;
  }

  /**
   * Begin anew, requested, for the same subscriber and with the same target; the last command has
   * completed, and its signals are over. Others may still come across this object by where the last
   * command was (a disposal looks through slots and queues): what they want of it they would want
   * of the next command, too.
   *
   * <p>A cancel that meets the last command's state does nothing, so whoever calls this looks
   * afterwards whether there was one. No fence is needed for that here: wherever {@link #begin}
   * leads, the state is changed by an atomic operation on the way.
   */
  void again(PassthruCommand nextCommand, CommandForm nextForm) {
    command = nextCommand;
    form = nextForm;
    deadlineAt = Long.MAX_VALUE;
    slot = -1;
    onUring = false;
    issuedAgain = false;
    fixedRefused = false;
    STATE.setRelease(this, REQUESTED);
    begin();
  }

  // ---- the subscriber's side ----

  @Override
  public void request(long n) {
    if (Operators.validate(n) && (set(REQUESTED) & (REQUESTED | TERMINATED)) == 0) {
      begin();
    }
  }

  private void begin() {
    try {
      if (target.isDisposed()) {
        failClosed();
        return;
      }
      Preflight.check(target, command, form);
      long deadline = command.deadlineNanos();
      if (deadline == 0) {
        deadline = target.defaultDeadlineNanos();
      }
      if (deadline != 0) {
        deadlineAt = (since != 0 ? since : System.nanoTime()) + deadline;
      }
      CommandListener listener = target.ring().listener();
      if (listener != null) {
        watch = new CommandWatch(listener, target.path(), command, form.admin());
      }
      target.gate(form).submit(this);
    } catch (RuntimeException e) { // of the preflight: it reads sysfs, too
      fail(e);
    }
  }

  @Override
  public void cancel() {
    if (!ended(terminate())) {
      set(CANCELLED);
      forget();
    }
  }

  /**
   * A drive may hold a command for as long as it likes, but not what its subscriber holds: of that
   * the context alone is kept, where the hooks for late signals are. Without a fence: who still
   * sees the subscriber asks it for the same context.
   */
  private void forget() {
    actual = new Gone(actual.currentContext());
  }

  /** In the place of a subscriber who has had his last signal, or wants none. */
  private static final class Gone implements CoreSubscriber<PassthruResult> {
    private final Context context;

    Gone(Context context) {
      this.context = context;
    }

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription s) {}

    @Override
    public void onNext(PassthruResult result) {}

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onComplete() {}
  }

  /**
   * End the subscriber's life. If it had not {@link #ended}, the caller may signal, or stay silent.
   *
   * @return the state before, which also says whether the command was {@link #SENT} by then
   */
  private int terminate() {
    int before = set(TERMINATED);
    if (!ended(before)) {
      leave(before);
    }
    return before;
  }

  private static boolean ended(int before) {
    return (before & TERMINATED) != 0;
  }

  /** What the command leaves behind when its subscriber's life ends in this state. */
  private void leave(int before) {
    if ((before & SENT) != 0) {
      target.ring().counters().detached.increment();
    } else if ((before & QUEUED) != 0) {
      target.gate(form).remove(this);
    }
  }

  // ---- the gate's side ----

  Target target() {
    return target;
  }

  boolean isControl() {
    return form.ioctl().isControl();
  }

  boolean hasDeadline() {
    return deadlineAt != Long.MAX_VALUE;
  }

  /** On {@link System#nanoTime()}. */
  long deadlineAt() {
    return deadlineAt;
  }

  boolean isTerminated() {
    return (state & TERMINATED) != 0;
  }

  void queued() {
    set(QUEUED);
  }

  /** The command has its credit and this slot: fill in the cell and hand it over. */
  void start(int givenSlot) {
    if (isTerminated()) {
      abandon(givenSlot);
      return;
    }
    if (!target.retain()) {
      abandon(givenSlot);
      failClosed();
      return;
    }
    send(givenSlot);
  }

  /** The same, and the target is held, too. */
  void send(int givenSlot) {
    try {
      fill(givenSlot);
    } catch (Throwable t) { // an OutOfMemoryError, too: it must not take slot and credit with it
      empty(givenSlot);
      fail(t);
      return;
    }
    // One step decides: who ends the subscriber's life before it can say "nothing was sent".
    if (ended(set(SENT))) {
      empty(givenSlot);
      return;
    }
    if (watch != null) {
      watch.sent(way());
    }
    target.ring().publish(slot, this);
  }

  /** Undo {@link #fill}. */
  private void empty(int unused) {
    freeMemory();
    target.release();
    abandon(unused);
  }

  private void abandon(int unused) {
    target.ring().giveBack(unused);
    target.gate(form).release(this);
  }

  /** End the subscriber's life with this error, unless it has ended. */
  void fail(Throwable error) {
    if (!ended(terminate())) {
      signal(error);
    }
  }

  private void signal(Throwable error) {
    try {
      actual.onError(error);
    } catch (Throwable t) {
      LOG.error("the subscriber of " + this + " threw from onError", t);
    }
  }

  void failClosed() {
    fail(new NvmeClosedException(target.path(), "the handle is disposed", false));
  }

  /** End the subscriber's life if the command still waits: what is under way completes. */
  void closedBeforeItsTurn(String what) {
    for (; ; ) {
      int before = state;
      if ((before & (TERMINATED | SENT)) != 0) {
        return;
      }
      if (STATE.compareAndSet(this, before, before | TERMINATED)) {
        leave(before);
        signal(new NvmeClosedException(target.path(), what, false));
        return;
      }
    }
  }

  /** End the subscriber's life, whether the command is under way or not. */
  void closed(String what) {
    int before = terminate();
    if (!ended(before)) {
      signal(new NvmeClosedException(target.path(), what, (before & SENT) != 0));
      forget();
    }
  }

  void expired() {
    int before = terminate();
    if (ended(before)) {
      return;
    }
    long nanos = command.deadlineNanos();
    signal(
        new NvmeDeadlineException(
            target.path(),
            commandName(),
            Duration.ofNanos(nanos != 0 ? nanos : target.defaultDeadlineNanos()),
            (before & SENT) != 0));
    forget();
  }

  // ---- the reaper's side ----

  /** The command is over, whatever became of the subscriber. */
  void completed(int res, long result) {
    if (res < 0 && sentAgain(res)) {
      return;
    }
    if (watch != null) {
      watch.completed(way(), res);
    }
    if (!fixed) {
      noteMemory(res);
    }
    PassthruResult value = null;
    Throwable error = null;
    try {
      if (res < 0) {
        error = target.error(-res, form);
      } else {
        value = toResult(res, result);
      }
    } catch (Throwable t) { // no memory for the copy, say: what the command held must go back
      error = t;
    }
    freeMemory();
    target.noteEffects(command, form);
    CommandRing ring = target.ring();
    Gate gate = target.gate(form);
    ring.clear(slot);
    // Whoever sends the next command from within the signal takes over what this one had.
    if (isControl() || !ring.leave(gate, target, slot)) {
      ring.release(slot);
      target.release();
      gate.release(this);
    }
    try {
      signal(ring, value, error); // from here on the fields can be the next command's, see again()
    } finally {
      int left = ring.signalled();
      if (left >= 0) {
        ring.release(left);
        target.release();
        gate.giveCredit();
      }
    }
  }

  private void signal(CommandRing ring, @Nullable PassthruResult value, @Nullable Throwable error) {
    if ((set(TERMINATED) & TERMINATED) != 0) {
      ring.counters().late.increment();
      if (value != null) {
        Operators.onDiscard(value, actual.currentContext());
      } else if (error != null) {
        LateError.drop(error, actual.currentContext());
      }
    } else if (value != null) {
      actual.onNext(value);
      actual.onComplete();
    } else if (error != null) {
      actual.onError(error);
    }
  }

  private Backend.Kind way() {
    if (target.device() != null) {
      return Backend.Kind.EMULATED;
    }
    return onUring ? Backend.Kind.URING : Backend.Kind.IOCTL;
  }

  /**
   * Refusals after which the command has not run and may go again in the same slot.
   *
   * <p>EFAULT on memory that is certainly mapped: the kernel cut the address (see arena.c), once.
   * EINVAL with registered memory, which 6.0 does not know, and 6.1 not that long: without it,
   * once. EOPNOTSUPP: the device does not take io_uring commands after all, so it gets ioctls from
   * now on.
   */
  private boolean sentAgain(int res) {
    if (!onUring) {
      return false;
    }
    if (res == -EFAULT && !issuedAgain) {
      issuedAgain = true;
      target.ring().counters().issuedAgain.increment();
      target.ring().republish(slot);
      return true;
    }
    if (res == -EINVAL && fixed) {
      fixed = false;
      fixedRefused = true;
      writeMemory(cells(), slot * RingLayout.CELL, FixedBuffers.NONE);
      target.ring().republish(slot);
      return true;
    }
    if (res == -EOPNOTSUPP && target.fallBackToIoctl()) {
      onUring = false; // should the ioctl answer the same, that is the answer
      writeRoute(cells(), slot * RingLayout.CELL, false);
      target.ring().republish(slot);
      return true;
    }
    return false;
  }

  private PassthruResult toResult(int res, long result) {
    if (form.ioctl() == NvmeIoctl.ID) { // what this one returns is the answer itself
      return new PassthruResult(target.path(), command, false, 0, res, null, null);
    }
    ByteBuffer data = null;
    ByteBuffer metadata = null;
    if ((res & 0x7FF) == 0) { // success, whatever the bits More, CRD and DNR say
      if (command.returnsData()) {
        data = copy(dataMemory(), dataStart(), command.dataLength());
      } else if (command.data() == Data.LEASED && (command.opcode() & 2) != 0) {
        data = command.leased().memory().slice(command.dataOffset(), command.dataLength());
      }
      if (command.returnsMetadata() && metadataBlock != null) {
        metadata = copy(metadataBlock.memory(), 0, command.metadataLength());
      }
    }
    return new PassthruResult(target.path(), command, form.admin(), res, result, data, metadata);
  }

  private static ByteBuffer copy(ByteBuffer from, int at, int length) {
    byte[] bytes = new byte[length];
    from.get(at, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  // ---- the cell; the slot owner's side ----

  private void fill(int givenSlot) {
    slot = givenSlot;
    long address = fillData();
    long metadataAddress = fillMetadata();
    int nsid = command.nsidGiven() || form.admin() ? command.nsid() : target.nsid();
    BackendDevice device = target.device();
    if (device != null) {
      JavaRing ring = (JavaRing) target.ring().port();
      ring.prepare(
          slot,
          ring
          .new Command(
              target.ring().userData(slot),
              device,
              command,
              form,
              nsid,
              dataViews(),
              metadataView()));
      return;
    }
    ByteBuffer cells = cells();
    int cell = slot * RingLayout.CELL;
    onUring = form.hasUring() && target.usesUring(command, form);
    int dataLength =
        command.data() == Data.VECTORED ? command.vector().size() : command.dataLength();

    int region = region();
    fixed = target.ring().fixed().has(region);

    writeRoute(cells, cell, onUring);
    cells.putLong(cell + 16, 0);
    cells.putLong(cell + RingLayout.CELL_USER_DATA, target.ring().userData(slot));
    writeMemory(cells, cell, fixed ? region : FixedBuffers.NONE);
    int arg = cell + RingLayout.CELL_ARGUMENT;
    if (form.ioctl() == NvmeIoctl.SUBMIT_IO) {
      writeUserIo(cells, arg, address, metadataAddress);
      return;
    }
    // struct nvme_uring_cmd, which struct nvme_passthru_cmd and _cmd64 begin with
    cells.putLong(arg, pair(command.opcode(), nsid));
    cells.putLong(arg + 8, pair(command.cdw(2), command.cdw(3)));
    cells.putLong(arg + 16, metadataAddress);
    cells.putLong(arg + 24, address);
    cells.putLong(arg + 32, pair(command.metadataLength(), dataLength));
    cells.putLong(arg + 40, pair(command.cdw(10), command.cdw(11)));
    cells.putLong(arg + 48, pair(command.cdw(12), command.cdw(13)));
    cells.putLong(arg + 56, pair(command.cdw(14), command.cdw(15)));
    cells.putLong(arg + 64, pair(command.kernelTimeoutMillis(), 0));
    cells.putLong(arg + 72, 0);
  }

  /** The block that has the data, or null: the slot's page has it. */
  private @Nullable Block block() {
    return command.data() == Data.LEASED ? command.leased().block() : dataBlock;
  }

  /** The region of the ring's table that has the data, or would have it. */
  private int region() {
    Data data = command.data();
    // Vectored data never: 6.1 loses the request, and hangs at the controller's next reset.
    if (!onUring
        || form.opcode() != RingLayout.OP_URING_CMD
        || data == Data.NONE
        || data == Data.VECTORED) {
      return FixedBuffers.NONE;
    }
    Block block = block();
    return block == null ? slot : target.ring().fixed().index(block);
  }

  private static void writeMemory(ByteBuffer cells, int cell, int region) {
    cells.putLong(cell + RingLayout.CELL_CMD_FLAGS, region >= 0 ? RingLayout.CMD_FIXED : 0);
    cells.putLong(cell + RingLayout.CELL_BUF_INDEX, Math.max(region, 0));
  }

  /** The command went without the table: should the next with this memory, too? */
  private void noteMemory(int res) {
    int region = region();
    if (region == FixedBuffers.NONE) {
      return;
    }
    FixedBuffers table = target.ring().fixed();
    Block block = block();
    if (!fixedRefused) {
      table.enter(block, slot);
    } else if (res != -EINVAL) { // else it was not for the memory
      table.refused(region);
    }
  }

  private ByteBuffer cells() {
    return ((NativeRing) target.ring().port()).cells();
  }

  /** The data as a backend sees it: the memory itself, without an address. */
  private List<ByteBuffer> dataViews() {
    return switch (command.data()) {
      case NONE -> List.of();
      case LEASED ->
          List.of(view(command.leased().memory(), command.dataOffset(), command.dataLength()));
      case VECTORED ->
          command.vector().stream().map(b -> view(b.memory(), 0, b.capacity())).toList();
      case IN, OUT, IN_OUT -> List.of(view(dataMemory(), dataStart(), command.dataLength()));
    };
  }

  private @Nullable ByteBuffer metadataView() {
    if (command.metadata() == Data.NONE) {
      return null;
    }
    ByteBuffer memory =
        metadataBlock != null ? metadataBlock.memory() : command.metadataLeased().memory();
    return view(memory, 0, command.metadataLength());
  }

  private static ByteBuffer view(ByteBuffer memory, int start, int length) {
    return memory.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void writeRoute(ByteBuffer cells, int cell, boolean uring) {
    int opcode = uring ? form.opcode() : RingLayout.OP_IOCTL;
    int request = uring ? form.cmdOp() : form.ioctl().request();
    int file = opcode == RingLayout.OP_URING_CMD ? target.file() : -1;
    cells.putLong(
        cell, file >= 0 ? pair(opcode | RingLayout.FIXED_FILE, file) : pair(opcode, target.fd()));
    cells.putLong(cell + 8, pair(request, 0));
  }

  /** struct nvme_user_io: Read, Write and Compare with the fields taken apart. */
  private void writeUserIo(ByteBuffer cells, int arg, long address, long metadataAddress) {
    int cdw12 = command.cdw(12);
    cells.putLong(arg, command.opcode() | (cdw12 >>> 16 & 0xFFFFL) << 16 | (cdw12 & 0xFFFFL) << 32);
    cells.putLong(arg + 8, metadataAddress);
    cells.putLong(arg + 16, address);
    cells.putLong(arg + 24, pair(command.cdw(10), command.cdw(11)));
    cells.putLong(arg + 32, pair(command.cdw(13), command.cdw(14)));
    cells.putLong(arg + 40, pair(command.cdw(15), 0));
    for (int i = 48; i < 80; i += 8) {
      cells.putLong(arg + i, 0);
    }
  }

  private static long pair(int low, int high) {
    return (low & 0xFFFF_FFFFL) | (long) high << 32;
  }

  private long fillData() {
    int length = command.dataLength();
    return switch (command.data()) {
      case NONE -> 0;
      case LEASED -> {
        hold(command.leased());
        yield command.leased().address() + command.dataOffset();
      }
      case VECTORED -> fillVector(command.vector());
      case IN, OUT, IN_OUT -> {
        if (length > NativeMemory.PAGE) {
          dataBlock = target.ring().buffers().take(length);
        }
        ByteBuffer memory = dataMemory();
        if (command.data() == Data.IN) {
          clear(memory, dataStart(), length);
        } else {
          memory.put(dataStart(), command.dataOut(), 0, length);
        }
        yield dataBlock != null ? dataBlock.address() : target.ring().pageAddress(slot);
      }
    };
  }

  /** An array of struct iovec; the kernel may read it late, so it lives as long as the command. */
  private long fillVector(List<NvmeBuffer> buffers) {
    Block block = target.ring().buffers().take(buffers.size() * IOVEC);
    vectorBlock = block;
    int at = 0;
    for (NvmeBuffer buffer : buffers) {
      hold(buffer);
      block.memory().putLong(at, buffer.address());
      block.memory().putLong(at + 8, buffer.capacity());
      at += IOVEC;
    }
    return block.address();
  }

  private long fillMetadata() {
    return switch (command.metadata()) {
      case LEASED -> {
        hold(command.metadataLeased());
        yield command.metadataLeased().address();
      }
      case IN, OUT -> {
        Block block = target.ring().buffers().take(command.metadataLength());
        metadataBlock = block;
        if (command.metadata() == Data.IN) {
          clear(block.memory(), 0, command.metadataLength());
        } else {
          block.memory().put(0, command.metadataOut(), 0, command.metadataLength());
        }
        yield block.address();
      }
      default -> 0;
    };
  }

  private void hold(NvmeBuffer buffer) {
    if (!buffer.retain()) {
      throw new IllegalStateException("an NvmeBuffer of " + command + " has been released");
    }
    held++;
  }

  /** Give back what fill() took, all of it or as far as it came. */
  private void freeMemory() {
    BufferPool pool = target.ring().buffers();
    dataBlock = free(pool, dataBlock);
    vectorBlock = free(pool, vectorBlock);
    metadataBlock = free(pool, metadataBlock);
    // By index: where the JIT has seen other lists too, an iterator is an object for each command.
    List<NvmeBuffer> leased = command.vector();
    for (int i = 0; i < leased.size() && held > 0; i++) {
      leased.get(i).drop();
      held--;
    }
    if (held > 0) {
      command.metadataLeased().drop();
      held--;
    }
  }

  /** Blocks and leases, beside the slot's page. */
  int memoryHeld() {
    return held
        + (dataBlock == null ? 0 : 1)
        + (vectorBlock == null ? 0 : 1)
        + (metadataBlock == null ? 0 : 1);
  }

  private static @Nullable Block free(BufferPool pool, @Nullable Block block) {
    if (block != null) {
      pool.give(block);
    }
    return null;
  }

  /** A drive that transfers less than it was asked for must not show what another command left. */
  private static void clear(ByteBuffer memory, int start, int length) {
    for (int at = 0; at < length; at += ZEROS.length) {
      memory.put(start + at, ZEROS, 0, Math.min(ZEROS.length, length - at));
    }
  }

  private ByteBuffer dataMemory() {
    return dataBlock != null ? dataBlock.memory() : target.ring().pages();
  }

  private int dataStart() {
    return dataBlock != null ? 0 : slot * NativeMemory.PAGE;
  }

  // ---- for people and tools ----

  private int set(int bits) {
    return (int) STATE.getAndBitwiseOr(this, bits);
  }

  private String commandName() {
    return CommandNames.of(form.admin(), command.opcode());
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.CANCELLED) {
      return (state & CANCELLED) != 0;
    }
    if (key == Attr.TERMINATED) {
      return (state & (TERMINATED | CANCELLED)) == TERMINATED;
    }
    if (key == Attr.RUN_STYLE) {
      return Attr.RunStyle.ASYNC;
    }
    if (key == Attr.NAME) {
      return commandName();
    }
    return null;
  }

  @Override
  public String toString() {
    return commandName() + " to " + target.path();
  }
}
