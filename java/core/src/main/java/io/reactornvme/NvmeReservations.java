package io.reactornvme;

import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ReservationStatus;
import io.reactornvme.spec.ReservationType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import reactor.core.publisher.Mono;

/**
 * Reservations of a namespace: hosts register keys, and one of them, or all, keep the others from
 * reading or writing (NVM Express Base Specification 2.1, section 8.1.22, Reservations). A host is
 * known to the drive by its Host Identifier, a feature of the controller. Keys are 64 bits of the
 * hosts' choice.
 *
 * <p>{@link #ignoreExistingKey()} and {@link #persistThroughPowerLoss(boolean)} give the same
 * reservations with that added to every command that has it.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeNamespace}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, above all Reservation Conflict, if
 * the key is not the one registered, or another host holds the reservation. Thread-safe.
 */
public final class NvmeReservations {

  private static final int REGISTER = 0;
  private static final int UNREGISTER = 1;
  private static final int REPLACE = 2;

  private static final int ACQUIRE = 0;
  private static final int PREEMPT = 1;
  private static final int PREEMPT_AND_ABORT = 2;

  private static final int RELEASE = 0;
  private static final int CLEAR = 1;

  /** IEKEY, CDW10 of Reservation Register. */
  private static final int IGNORE_EXISTING_KEY = 1 << 3;

  /** CPTPL, CDW10 of Reservation Register. */
  private static final int NO_CHANGE = 0;

  private static final int DO_NOT_PERSIST = 2 << 30;
  private static final int PERSIST = 3 << 30;

  private static final int EXTENDED_DATA_STRUCTURE = 1;

  /** Generic status 18h: the report's form does not fit the Host Identifier's length. */
  private static final int HOST_IDENTIFIER_INCONSISTENT_FORMAT = 0x018;

  private static final int TYPE_AND_CODE = 0x7FF;

  private final Device device;
  private final int ignoreKey;
  private final int persistence;

  NvmeReservations(Device device) {
    this(device, 0, NO_CHANGE);
  }

  private NvmeReservations(Device device, int ignoreKey, int persistence) {
    this.device = device;
    this.ignoreKey = ignoreKey;
    this.persistence = persistence;
  }

  /**
   * The same reservations, with commands of Reservation Register that do not compare the host's
   * current key with the one registered (Ignore Existing Key; NVM Express Base Specification 2.1,
   * section 7.6, Reservation Register command, IEKEY). In other commands the bit is an Invalid
   * Field.
   *
   * @return a copy
   */
  public NvmeReservations ignoreExistingKey() {
    return new NvmeReservations(device, IGNORE_EXISTING_KEY, persistence);
  }

  /**
   * The same reservations, with commands of Reservation Register that also say whether
   * registrations and reservation of the namespace survive a loss of power (Change Persist Through
   * Power Loss State; NVM Express Base Specification 2.1, section 7.6, Reservation Register
   * command, CPTPL).
   *
   * @param persist whether they survive
   * @return a copy
   */
  public NvmeReservations persistThroughPowerLoss(boolean persist) {
    return new NvmeReservations(device, ignoreKey, persist ? PERSIST : DO_NOT_PERSIST);
  }

  // ---- register ----

  /**
   * Registers this host (NVM Express Base Specification 2.1, section 7.6, Reservation Register
   * command, Register Reservation Key, RREGA 000b).
   *
   * @param key the key, 64 bits
   * @return completes when the host is a registrant
   */
  public Mono<Void> register(long key) {
    return register(REGISTER, 0, key);
  }

  /**
   * Ends this host's registration, and its reservation, if it alone holds one (NVM Express Base
   * Specification 2.1, section 7.6, Reservation Register command, Unregister Reservation Key, RREGA
   * 001b).
   *
   * @param key the key that is registered, 64 bits
   * @return completes when the host is no registrant
   */
  public Mono<Void> unregister(long key) {
    return register(UNREGISTER, key, 0);
  }

  /**
   * Changes this host's key (NVM Express Base Specification 2.1, section 7.6, Reservation Register
   * command, Replace Reservation Key, RREGA 010b).
   *
   * @param key the key that is registered, 64 bits
   * @param newKey the key from now on, 64 bits
   * @return completes when the new key is registered
   */
  public Mono<Void> replace(long key, long newKey) {
    return register(REPLACE, key, newKey);
  }

  private Mono<Void> register(int action, long key, long newKey) {
    return send(NvmOpcode.RESERVATION_REGISTER, action | ignoreKey | persistence, key, newKey);
  }

  // ---- acquire ----

  /**
   * Acquires a reservation that nobody holds (NVM Express Base Specification 2.1, section 7.5,
   * Reservation Acquire command, Acquire, RACQA 000b).
   *
   * @param key this host's key, 64 bits
   * @param type what the reservation keeps others from
   * @return completes when this host holds it
   */
  public Mono<Void> acquire(long key, ReservationType type) {
    return send(NvmOpcode.RESERVATION_ACQUIRE, ACQUIRE | type.value() << 8, key, 0);
  }

  /**
   * Ends the registrations of a key; if its host held the reservation, this host holds one instead
   * (NVM Express Base Specification 2.1, section 7.5, Reservation Acquire command, Preempt, RACQA
   * 001b).
   *
   * @param key this host's key, 64 bits
   * @param preempted the key of the others, 64 bits; 0 with all registrants as holders for all
   *     others
   * @param type what the new reservation keeps others from
   * @return completes when the others are no registrants
   */
  public Mono<Void> preempt(long key, long preempted, ReservationType type) {
    return send(NvmOpcode.RESERVATION_ACQUIRE, PREEMPT | type.value() << 8, key, preempted);
  }

  /**
   * Does as {@link #preempt}, and has the drive abort the others' commands to the namespace (NVM
   * Express Base Specification 2.1, section 7.5, Reservation Acquire command, Preempt and Abort,
   * RACQA 010b).
   *
   * @param key this host's key, 64 bits
   * @param preempted the key of the others, 64 bits; 0 with all registrants as holders for all
   *     others
   * @param type what the new reservation keeps others from
   * @return completes when the others are no registrants
   */
  public Mono<Void> preemptAndAbort(long key, long preempted, ReservationType type) {
    return send(
        NvmOpcode.RESERVATION_ACQUIRE, PREEMPT_AND_ABORT | type.value() << 8, key, preempted);
  }

  // ---- release ----

  /**
   * Ends the reservation that this host holds; the registrations stay (NVM Express Base
   * Specification 2.1, section 7.7, Reservation Release command, Release, RRELA 000b).
   *
   * @param key this host's key, 64 bits
   * @param type the reservation's type
   * @return completes when this host holds no reservation, also if it held none before
   */
  public Mono<Void> release(long key, ReservationType type) {
    return send(NvmOpcode.RESERVATION_RELEASE, RELEASE | type.value() << 8, key);
  }

  /**
   * Ends the reservation, whoever holds it, and all registrations (NVM Express Base Specification
   * 2.1, section 7.7, Reservation Release command, Clear, RRELA 001b).
   *
   * @param key this host's key, 64 bits
   * @return completes when nobody is registered
   */
  public Mono<Void> clear(long key) {
    return send(NvmOpcode.RESERVATION_RELEASE, CLEAR, key);
  }

  private Mono<Void> send(int opcode, int cdw10, long... keys) {
    ByteBuffer data = ByteBuffer.allocate(8 * keys.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long key : keys) {
      data.putLong(key);
    }
    PassthruCommand command =
        PassthruCommand.builder(opcode).cdw10(cdw10).dataOut(data.flip()).build();
    return device.command(command, CommandForm.IO).doOnNext(PassthruResult::orThrow).then();
  }

  // ---- report ----

  /**
   * Reads who is registered and who holds what, in the form that fits this host's identifier: the
   * extended one, and, where the drive says Host Identifier Inconsistent Format, the standard one
   * (NVM Express Base Specification 2.1, section 7.8, Reservation Report command).
   *
   * @return the status; with more registrants than one transfer holds, the first of them
   */
  public Mono<ReservationStatus> report() {
    return report(true)
        .onErrorResume(
            e ->
                e instanceof NvmeStatusException status
                    && (status.status().code() & TYPE_AND_CODE)
                        == HOST_IDENTIFIER_INCONSISTENT_FORMAT,
            e -> report(false));
  }

  /**
   * Reads who is registered and who holds what, in one form (NVM Express Base Specification 2.1,
   * section 7.8, Reservation Report command, Extended Data Structure, EDS).
   *
   * @param extended true for host identifiers of 128 bits, false for 64 bits; it must be what this
   *     host's identifier has
   * @return the status; with more registrants than one transfer holds, the first of them
   */
  public Mono<ReservationStatus> report(boolean extended) {
    return SelfSized.read(
        device.target(), bytes -> report(extended, bytes), ReservationStatus::neededBytes);
  }

  private Mono<ReservationStatus> report(boolean extended, int bytes) {
    PassthruCommand report =
        PassthruCommand.builder(NvmOpcode.RESERVATION_REPORT)
            .cdw10(bytes / 4 - 1)
            .cdw11(extended ? EXTENDED_DATA_STRUCTURE : 0)
            .dataIn(bytes)
            .build();
    return device
        .command(report, CommandForm.IO)
        .map(result -> ReservationStatus.decode(result.orThrow().data(), extended));
  }

  @Override
  public String toString() {
    return "NvmeReservations[" + device.target().path() + "]";
  }
}
