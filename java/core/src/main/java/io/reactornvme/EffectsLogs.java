package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog.CommandEffects;
import io.reactornvme.spec.NvmOpcode;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Which commands of a controller change more than data, so that the kernel's driver must hear of
 * them: it does by ioctl alone (nvme_passthru_start and _end in drivers/nvme/host/core.c freeze the
 * queues before, and scan the namespaces after; io_uring passes them by).
 *
 * <p>What the specification leaves no doubt about is known beforehand, and costs a look into a
 * table. Of other commands the drive's Commands Supported and Effects log decides, one for each I/O
 * command set. It is read before the first such command, once for all handles on the controller.
 *
 * <p><b>Concurrency.</b> Who enters a {@link Read} first sends it: all that come before the answer
 * wait for the same one. What it learns it keeps to itself, so a read that {@link #forget()} has
 * overtaken tells only those who wait for it.
 */
final class EffectsLogs {

  private static final byte ASK = 0;
  private static final byte NONE = 1;
  private static final byte EFFECTS = 2;

  private static final byte[] ADMIN = new byte[256];
  private static final byte[] IO = new byte[256];

  static {
    set(
        ADMIN,
        NONE,
        AdminOpcode.GET_LOG_PAGE,
        AdminOpcode.IDENTIFY,
        AdminOpcode.ABORT,
        AdminOpcode.GET_FEATURES,
        AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST,
        AdminOpcode.KEEP_ALIVE);
    // Also where the drive does not say so. The driver itself adds to the log what Format NVM and
    // Sanitize do (nvme_init_known_nvm_effects), and nothing else: of the others it does by ioctl
    // what the log says, but all of them change formats or the set of namespaces.
    set(
        ADMIN,
        EFFECTS,
        AdminOpcode.FORMAT_NVM,
        AdminOpcode.NAMESPACE_MANAGEMENT,
        AdminOpcode.NAMESPACE_ATTACHMENT,
        AdminOpcode.CAPACITY_MANAGEMENT,
        AdminOpcode.SANITIZE,
        AdminOpcode.FIRMWARE_COMMIT);
    set(
        IO,
        NONE,
        NvmOpcode.FLUSH,
        NvmOpcode.WRITE,
        NvmOpcode.READ,
        NvmOpcode.WRITE_UNCORRECTABLE,
        NvmOpcode.COMPARE,
        NvmOpcode.WRITE_ZEROES,
        NvmOpcode.DATASET_MANAGEMENT,
        NvmOpcode.VERIFY,
        NvmOpcode.RESERVATION_REGISTER,
        NvmOpcode.RESERVATION_REPORT,
        NvmOpcode.RESERVATION_ACQUIRE,
        NvmOpcode.IO_MANAGEMENT_RECEIVE,
        NvmOpcode.RESERVATION_RELEASE,
        NvmOpcode.CANCEL,
        NvmOpcode.COPY,
        NvmOpcode.IO_MANAGEMENT_SEND,
        NvmOpcode.ZONE_MANAGEMENT_SEND,
        NvmOpcode.ZONE_MANAGEMENT_RECEIVE,
        NvmOpcode.ZONE_APPEND);
  }

  /** By Command Set Identifier. What they say of admin commands is the same in all. */
  private final AtomicReferenceArray<@Nullable Read> reads = new AtomicReferenceArray<>(256);

  private static void set(byte[] kinds, byte kind, int... opcodes) {
    Arrays.stream(opcodes).forEach(opcode -> kinds[opcode] = kind);
  }

  private static byte kind(int opcode, CommandForm form) {
    return (form.admin() ? ADMIN : IO)[opcode];
  }

  /** Whether it hangs on the log what this command does. Of a read or a write it never does. */
  static boolean decide(int opcode, CommandForm form) {
    return kind(opcode, form) == ASK;
  }

  /** Whether the log of this command set has been read, or is known not to be had. */
  boolean known(int csi) {
    Read read = csi < 0 ? null : reads.get(csi);
    return read != null && read.over;
  }

  /** Whether the driver must hear of this command; as far as is known. */
  boolean hasEffects(int csi, int opcode, CommandForm form) {
    byte kind = kind(opcode, form);
    if (kind != ASK) {
      return kind == EFFECTS;
    }
    Read read = csi < 0 ? null : reads.get(csi);
    boolean[] effects = read == null ? null : read.effects;
    return effects != null && effects[place(opcode, form.admin())];
  }

  private static int place(int opcode, boolean admin) {
    return admin ? opcode : 256 + opcode;
  }

  /** For commands that are sent by the million, what matters of the log is looked up, too. */
  private static boolean[] effects(CommandsSupportedAndEffectsLog log) {
    boolean[] effects = new boolean[512];
    for (int opcode = 0; opcode < 256; opcode++) {
      effects[place(opcode, true)] = ofAdmin(opcode, log.adminCommand(opcode));
      effects[place(opcode, false)] = ofIo(log.ioCommand(opcode));
    }
    return effects;
  }

  private static boolean ofAdmin(int opcode, CommandEffects effects) {
    // The driver's exceptions: relaxations outweigh the restriction, and that of Security Receive
    // is about Security Send alone.
    boolean exclusive =
        effects.commandSubmissionAndExecution() != 0
            && effects.commandSubmissionAndExecutionRelaxations() == 0
            && opcode != AdminOpcode.SECURITY_RECEIVE;
    return exclusive || effects.logicalBlockContentChange() || changesMoreThanData(effects);
  }

  /** That an I/O command changes data is ordinary, and that it runs alone the driver ignores. */
  private static boolean ofIo(CommandEffects effects) {
    return changesMoreThanData(effects);
  }

  private static boolean changesMoreThanData(CommandEffects effects) {
    return effects.namespaceCapabilityChange()
        || effects.namespaceInventoryChange()
        || effects.controllerCapabilityChange();
  }

  /**
   * Reads the log, or waits for who does, or does nothing if that has been.
   *
   * @param send a Get Log Page, if it comes to that
   * @return completes empty in any case: without the log what is known beforehand must do
   */
  Mono<Void> read(int csi, Supplier<Mono<PassthruResult>> send) {
    Read read;
    while ((read = reads.get(csi)) == null) {
      reads.compareAndSet(csi, null, new Read(csi, send.get()));
    }
    return read.done;
  }

  /** A reset or new firmware: the next command that hangs on the log reads it anew. */
  void forget() {
    for (int csi = 0; csi < reads.length(); csi++) {
      reads.set(csi, null);
    }
  }

  /** One Get Log Page, under way or over. */
  private final class Read {

    private final Mono<Void> done;
    private volatile boolean @Nullable [] effects;
    private volatile boolean over;

    /** Cached: sent once, and not cancelled when somebody does not want to wait any more. */
    Read(int csi, Mono<PassthruResult> sent) {
      this.done =
          sent.doOnNext(
                  result -> {
                    effects =
                        effects(CommandsSupportedAndEffectsLog.decode(result.orThrow().data()));
                    over = true;
                  })
              .then()
              .onErrorResume(
                  e -> {
                    if (isLasting(e)) {
                      over = true;
                    } else {
                      reads.compareAndSet(csi, this, null);
                    }
                    return Mono.empty();
                  })
              .cache();
    }

    /**
     * The drive has no such log, or this process may not read it. Else the next one tries again.
     */
    private static boolean isLasting(Throwable e) {
      return e instanceof NvmeStatusException
          || (e instanceof NvmeOsException os && os.errno() == Errno.EACCES);
    }
  }
}
