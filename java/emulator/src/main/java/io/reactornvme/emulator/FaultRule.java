package io.reactornvme.emulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and with which commands: conditions (all must hold) and effects (all take
 * place). Given to {@link EmulatedNvme#addFault}.
 *
 * <pre>{@code
 * drives.addFault(FaultRule.any().controller("nvme3").admin().opcode(0x02).skip(1).times(1).hang());
 * }</pre>
 *
 * <p>The first rule that matches a command decides; rules that were added later are asked first.
 * Immutable: each method returns a copy.
 */
public final class FaultRule {

  /** What becomes of the command. */
  enum End {
    EXECUTE,
    STATUS,
    ERRNO,
    HANG
  }

  /** What becomes of the controller, when the command arrives. */
  enum Blow {
    NONE,
    RESET,
    REMOVE
  }

  private static final FaultRule ANY = new FaultRule();

  // Conditions.
  @Nullable String controller;
  @Nullable Boolean admin;
  int opcode = -1;
  @Nullable Integer nsid;
  int dword;
  int dwordMask;
  int dwordValue;
  long skip;
  long times = Long.MAX_VALUE;
  double probability = 1;

  // Effects.
  @Nullable Latency latency;
  End end = End.EXECUTE;
  int code;
  int shortBytes = -1;
  int corruptBytes;
  Blow blow = Blow.NONE;
  @Nullable Duration returnAfter;

  private FaultRule() {}

  private FaultRule(FaultRule r) {
    controller = r.controller;
    admin = r.admin;
    opcode = r.opcode;
    nsid = r.nsid;
    dword = r.dword;
    dwordMask = r.dwordMask;
    dwordValue = r.dwordValue;
    skip = r.skip;
    times = r.times;
    probability = r.probability;
    latency = r.latency;
    end = r.end;
    code = r.code;
    shortBytes = r.shortBytes;
    corruptBytes = r.corruptBytes;
    blow = r.blow;
    returnAfter = r.returnAfter;
  }

  /**
   * A rule for every command, without an effect yet.
   *
   * @return the rule
   */
  public static FaultRule any() {
    return ANY;
  }

  /**
   * Only commands to this controller.
   *
   * @param name such as {@code nvme0}
   * @return a copy
   */
  public FaultRule controller(String name) {
    FaultRule r = new FaultRule(this);
    r.controller = name;
    return r;
  }

  /**
   * Only admin commands.
   *
   * @return a copy
   */
  public FaultRule admin() {
    FaultRule r = new FaultRule(this);
    r.admin = true;
    return r;
  }

  /**
   * Only I/O commands.
   *
   * @return a copy
   */
  public FaultRule io() {
    FaultRule r = new FaultRule(this);
    r.admin = false;
    return r;
  }

  /**
   * Only commands with this opcode.
   *
   * @param code 0 to 255
   * @return a copy
   */
  public FaultRule opcode(int code) {
    FaultRule r = new FaultRule(this);
    r.opcode = code;
    return r;
  }

  /**
   * Only commands for this namespace.
   *
   * @param id NSID as the command has it
   * @return a copy
   */
  public FaultRule nsid(int id) {
    FaultRule r = new FaultRule(this);
    r.nsid = id;
    return r;
  }

  /**
   * Only commands with such a dword; for example {@code cdw(10, 0xFF, 0x02)} for the SMART log
   * among the log pages.
   *
   * @param n the dword, 2, 3, or 10 to 15
   * @param mask the bits that count
   * @param value what these bits must be
   * @return a copy
   */
  public FaultRule cdw(int n, int mask, int value) {
    FaultRule r = new FaultRule(this);
    r.dword = n;
    r.dwordMask = mask;
    r.dwordValue = value;
    return r;
  }

  /**
   * Leaves the first commands that match alone.
   *
   * @param commands how many
   * @return a copy
   */
  public FaultRule skip(long commands) {
    FaultRule r = new FaultRule(this);
    r.skip = commands;
    return r;
  }

  /**
   * Ends after so many commands.
   *
   * @param commands how many
   * @return a copy
   */
  public FaultRule times(long commands) {
    FaultRule r = new FaultRule(this);
    r.times = commands;
    return r;
  }

  /**
   * Only some of the commands, chosen by the seed.
   *
   * @param share 0 to 1
   * @return a copy
   */
  public FaultRule probability(double share) {
    checkProbability(share);
    FaultRule r = new FaultRule(this);
    r.probability = share;
    return r;
  }

  static void checkProbability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("a probability is 0 to 1, not " + p);
    }
  }

  /**
   * Other times than the emulator's; also for a completion that comes late, after the deadline.
   *
   * @param distribution from the arrival of the command to its execution and completion
   * @return a copy
   */
  public FaultRule latency(Latency distribution) {
    FaultRule r = new FaultRule(this);
    r.latency = distribution;
    return r;
  }

  /**
   * The command is not executed and ends with this status. It is in the error log, as the
   * controller's own are.
   *
   * @param status 15 bits, with the type and, if wanted, DNR: {@code 0x0281} is Unrecovered Read
   *     Error
   * @return a copy
   * @throws IllegalArgumentException if it has not 15 bits, or is success
   */
  public FaultRule status(int status) {
    if (status <= 0 || status > 0x7FFF) {
      throw new IllegalArgumentException("a status has 15 bits: " + Integer.toHexString(status));
    }
    return ending(End.STATUS, status);
  }

  /**
   * The command is not executed; the kernel answers with an errno.
   *
   * @param errno positive, for example {@code Errno.EIO}
   * @return a copy
   * @throws IllegalArgumentException if out of range, 1 to 4095
   */
  public FaultRule errno(int errno) {
    if (errno <= 0 || errno > 4095) {
      throw new IllegalArgumentException("an errno is 1 to 4095, not " + errno);
    }
    return ending(End.ERRNO, errno);
  }

  /**
   * The command never completes, until its controller is reset or removed, or the driver's timeout
   * does it.
   *
   * @return a copy
   */
  public FaultRule hang() {
    return ending(End.HANG, 0);
  }

  private FaultRule ending(End how, int value) {
    FaultRule r = new FaultRule(this);
    r.end = how;
    r.code = value;
    return r;
  }

  /**
   * Only the first bytes of the data are transferred, and yet the command succeeds.
   *
   * @param bytes zero or more
   * @return a copy
   */
  public FaultRule shortData(int bytes) {
    FaultRule r = new FaultRule(this);
    r.shortBytes = bytes;
    return r;
  }

  /**
   * Some bytes of the data to the host are wrong, at places chosen by the seed.
   *
   * @param bytes how many at most
   * @return a copy
   */
  public FaultRule corruptData(int bytes) {
    FaultRule r = new FaultRule(this);
    r.corruptBytes = bytes;
    return r;
  }

  /**
   * The controller is reset when the command arrives: this command and all others under way end
   * with EINTR.
   *
   * @return a copy
   */
  public FaultRule resetController() {
    FaultRule r = new FaultRule(this);
    r.blow = Blow.RESET;
    return r;
  }

  /**
   * The controller is pulled out when the command arrives.
   *
   * @return a copy
   */
  public FaultRule removeController() {
    FaultRule r = new FaultRule(this);
    r.blow = Blow.REMOVE;
    return r;
  }

  /**
   * The controller is pulled out when the command arrives, and put back.
   *
   * @param after time until it is back
   * @return a copy
   */
  public FaultRule removeController(Duration after) {
    FaultRule r = removeController();
    r.returnAfter = after;
    return r;
  }
}
