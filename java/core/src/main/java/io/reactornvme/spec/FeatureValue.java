package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of features, a record each, by the specification's names. {@link Feature} has the
 * features themselves. What is only on or off is a Boolean there and has no record here.
 *
 * <p>A value made by an application is checked: {@link IllegalArgumentException} names a part that
 * does not fit in its field, and its range. Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.25, Set Features; NVM Command Set Specification 1.1, section 4.1.3</a>
 */
public final class FeatureValue {

  private FeatureValue() {}

  /** The value, if it is 0 to max. */
  static int check(String name, int value, int max) {
    return (int) check(name, value, (long) max);
  }

  static long check(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is 0 to " + max + ", not " + value);
    }
    return value;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer readOnly(ByteBuffer bytes) {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Arbitration, feature 01h.
   *
   * @param arbitrationBurst commands taken from a queue at a time, as a power of two; 7 for no
   *     limit (AB, bits 2:0)
   * @param lowPriorityWeight commands a round, 0's based (LPW, bits 15:8)
   * @param mediumPriorityWeight commands a round, 0's based (MPW, bits 23:16)
   * @param highPriorityWeight commands a round, 0's based (HPW, bits 31:24)
   */
  public record Arbitration(
      int arbitrationBurst,
      int lowPriorityWeight,
      int mediumPriorityWeight,
      int highPriorityWeight) {

    /**
     * Checks the parts.
     *
     * @param arbitrationBurst commands as a power of two, 0 to 7
     * @param lowPriorityWeight commands a round, 0's based, 0 to 255
     * @param mediumPriorityWeight commands a round, 0's based, 0 to 255
     * @param highPriorityWeight commands a round, 0's based, 0 to 255
     * @throws IllegalArgumentException if the burst is not 0 to 7, or a weight not 0 to 255
     */
    public Arbitration {
      check("arbitrationBurst", arbitrationBurst, 7);
      check("lowPriorityWeight", lowPriorityWeight, 0xFF);
      check("mediumPriorityWeight", mediumPriorityWeight, 0xFF);
      check("highPriorityWeight", highPriorityWeight, 0xFF);
    }

    static Arbitration of(int dw) {
      return new Arbitration(dw & 7, dw >>> 8 & 0xFF, dw >>> 16 & 0xFF, dw >>> 24);
    }

    int dword() {
      return arbitrationBurst
          | lowPriorityWeight << 8
          | mediumPriorityWeight << 16
          | highPriorityWeight << 24;
    }
  }

  /**
   * Power Management, feature 02h.
   *
   * @param powerState the power state, 0 to 31; see {@link IdentifyController#powerStates()} (PS,
   *     bits 4:0)
   * @param workloadHint what kind of work is to be expected, 0 for none, 1 or 2 for the
   *     specification's Workload #1 and #2 (WH, bits 7:5)
   */
  public record PowerManagement(int powerState, int workloadHint) {

    /**
     * Checks the parts.
     *
     * @param powerState index of the power state, 0 to 31
     * @param workloadHint code of the workload, 0 to 7
     * @throws IllegalArgumentException if the state is not 0 to 31, or the hint not 0 to 7
     */
    public PowerManagement {
      check("powerState", powerState, 31);
      check("workloadHint", workloadHint, 7);
    }

    static PowerManagement of(int dw) {
      return new PowerManagement(dw & 0x1F, dw >>> 5 & 7);
    }

    int dword() {
      return powerState | workloadHint << 5;
    }
  }

  /**
   * One range of LBA Range Type, feature 03h: an LBA Range Type entry, 64 bytes.
   *
   * @param type 0 general, 1 file system, 2 RAID, 3 cache, 4 page or swap file, 80h to FFh vendor's
   *     own (byte 0)
   * @param attributes bit 0: may be overwritten; bit 1: hide from the system (byte 1)
   * @param startingLba the first logical block (SLBA, bytes 8 to 15)
   * @param numberOfLogicalBlocks logical blocks, 0's based (NLB, bytes 16 to 23)
   * @param uniqueIdentifier 32 hexadecimal digits, as the bytes come (GUID, bytes 32 to 47)
   */
  public record LbaRange(
      int type,
      int attributes,
      long startingLba,
      long numberOfLogicalBlocks,
      String uniqueIdentifier) {

    static final int SIZE = 64;
    private static final int GUID = 16;

    /**
     * Checks the parts.
     *
     * @param type code of the type, 0 to 255
     * @param attributes bits, 0 to 255
     * @param startingLba a logical block
     * @param numberOfLogicalBlocks logical blocks, 0's based
     * @param uniqueIdentifier 32 hexadecimal digits
     * @throws IllegalArgumentException if type or attributes are not 0 to 255, or the identifier is
     *     not 32 hexadecimal digits
     */
    public LbaRange {
      check("type", type, 0xFF);
      check("attributes", attributes, 0xFF);
      if (!uniqueIdentifier.matches("[0-9a-fA-F]{32}")) {
        throw new IllegalArgumentException(
            "uniqueIdentifier is 32 hexadecimal digits, not " + uniqueIdentifier);
      }
    }

    static LbaRange of(byte[] b, int at) {
      return new LbaRange(
          Le.u8(b, at), Le.u8(b, at + 1), Le.u64(b, at + 8), Le.u64(b, at + 16), hex(b, at));
    }

    private static String hex(byte[] b, int at) {
      return Le.hex(b, at + 32, GUID);
    }

    private void put(ByteBuffer to, int at) {
      to.put(at, (byte) type).put(at + 1, (byte) attributes);
      to.putLong(at + 8, startingLba).putLong(at + 16, numberOfLogicalBlocks);
      to.put(at + 32, unhex(uniqueIdentifier));
    }
  }

  private static byte[] unhex(String digits) {
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
    }
    return bytes;
  }

  /**
   * LBA Range Type, feature 03h.
   *
   * @param ranges 1 to 64 ranges, in the drive's order
   */
  public record LbaRanges(List<LbaRange> ranges) {

    static final int MOST = 64;

    /**
     * Checks the number.
     *
     * @param ranges 1 to 64 of them
     * @throws IllegalArgumentException if there is no range, or more than 64
     */
    public LbaRanges {
      ranges = List.copyOf(ranges);
      if (ranges.isEmpty() || ranges.size() > MOST) {
        throw new IllegalArgumentException("ranges are 1 to " + MOST + ", not " + ranges.size());
      }
    }

    /** NUM, bits 5:0, is 0's based; so are there never more than the 4096 bytes have. */
    static LbaRanges of(int dw, ByteBuffer data) {
      int count = (dw & 0x3F) + 1;
      byte[] b = Le.copy(data, count * LbaRange.SIZE, "LBA Range Type");
      List<LbaRange> ranges = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ranges.add(LbaRange.of(b, i * LbaRange.SIZE));
      }
      return new LbaRanges(ranges);
    }

    ByteBuffer bytes() {
      ByteBuffer to = little(ranges.size() * LbaRange.SIZE);
      for (int i = 0; i < ranges.size(); i++) {
        ranges.get(i).put(to, i * LbaRange.SIZE);
      }
      return readOnly(to);
    }
  }

  /**
   * Temperature Threshold, feature 04h.
   *
   * @param kelvins the threshold (TMPTH, bits 15:0); 273 less is degrees Celsius
   * @param hysteresis kelvins back from the threshold at which it counts as over; 0 for none
   *     (TMPTHH, bits 24:22)
   */
  public record TemperatureThreshold(int kelvins, int hysteresis) {

    /**
     * Checks the parts.
     *
     * @param kelvins 0 to 65535
     * @param hysteresis kelvins, 0 to 7
     * @throws IllegalArgumentException if the threshold is not 0 to 65535, or the hysteresis not 0
     *     to 7
     */
    public TemperatureThreshold {
      check("kelvins", kelvins, 0xFFFF);
      check("hysteresis", hysteresis, 7);
    }

    /**
     * A threshold without hysteresis (feature 04h).
     *
     * @param kelvins the threshold
     */
    public TemperatureThreshold(int kelvins) {
      this(kelvins, 0);
    }

    static TemperatureThreshold of(int dw) {
      return new TemperatureThreshold(dw & 0xFFFF, dw >>> 22 & 7);
    }

    int dword() {
      return kelvins | hysteresis << 22;
    }
  }

  /**
   * Error Recovery, feature 05h.
   *
   * @param timeLimitedErrorRecovery units of 100 milliseconds that recovery may take; 0 for no
   *     limit (TLER, bits 15:0)
   * @param deallocatedOrUnwrittenErrorEnable whether reads of blocks that were never written fail
   *     (DULBE, bit 16)
   */
  public record ErrorRecovery(
      int timeLimitedErrorRecovery, boolean deallocatedOrUnwrittenErrorEnable) {

    /**
     * Checks the parts.
     *
     * @param timeLimitedErrorRecovery units of 100 milliseconds, 0 to 65535
     * @param deallocatedOrUnwrittenErrorEnable whether such reads fail
     * @throws IllegalArgumentException if the time is not 0 to 65535
     */
    public ErrorRecovery {
      check("timeLimitedErrorRecovery", timeLimitedErrorRecovery, 0xFFFF);
    }

    static ErrorRecovery of(int dw) {
      return new ErrorRecovery(dw & 0xFFFF, Le.bit(dw, 16));
    }

    int dword() {
      return timeLimitedErrorRecovery | (deallocatedOrUnwrittenErrorEnable ? 1 << 16 : 0);
    }
  }

  /**
   * Number of Queues, feature 07h.
   *
   * @param submissionQueues I/O Submission Queues, a plain count: the field's 0's based number and
   *     one more (NSQA, bits 15:0)
   * @param completionQueues I/O Completion Queues, a plain count (NCQA, bits 31:16)
   */
  public record NumberOfQueues(int submissionQueues, int completionQueues) {

    static NumberOfQueues of(int dw) {
      return new NumberOfQueues((dw & 0xFFFF) + 1, (dw >>> 16) + 1);
    }
  }

  /**
   * Interrupt Coalescing, feature 08h.
   *
   * @param aggregationThreshold completions that are told of together at least, 0's based (THR,
   *     bits 7:0)
   * @param aggregationTime units of 100 microseconds that a completion may wait; 0 for no
   *     coalescing (TIME, bits 15:8)
   */
  public record InterruptCoalescing(int aggregationThreshold, int aggregationTime) {

    /**
     * Checks the parts.
     *
     * @param aggregationThreshold number of completions, 0's based, 0 to 255
     * @param aggregationTime units of 100 microseconds, 0 to 255
     * @throws IllegalArgumentException if one is not 0 to 255
     */
    public InterruptCoalescing {
      check("aggregationThreshold", aggregationThreshold, 0xFF);
      check("aggregationTime", aggregationTime, 0xFF);
    }

    static InterruptCoalescing of(int dw) {
      return new InterruptCoalescing(dw & 0xFF, dw >>> 8 & 0xFF);
    }

    int dword() {
      return aggregationThreshold | aggregationTime << 8;
    }
  }

  /**
   * Asynchronous Event Configuration, feature 0Bh.
   *
   * @param value the dword
   */
  public record AsynchronousEventConfiguration(int value) {

    /** What the controller can be told to tell of, beyond the critical warnings. */
    public enum Notice {
      /** Attached Namespace Attribute Notices, bit 8. */
      NAMESPACE_ATTRIBUTE(8),
      /** Firmware Activation Notices, bit 9. */
      FIRMWARE_ACTIVATION(9),
      /** Telemetry Log Notices, bit 10. */
      TELEMETRY_LOG(10),
      /** Asymmetric Namespace Access Change Notices, bit 11. */
      ASYMMETRIC_NAMESPACE_ACCESS_CHANGE(11),
      /** Predictable Latency Event Aggregate Log Change Notices, bit 12. */
      PREDICTABLE_LATENCY_EVENT_AGGREGATE(12),
      /** LBA Status Information Alert Notices, bit 13. */
      LBA_STATUS_INFORMATION(13),
      /** Endurance Group Event Aggregate Log Change Notices, bit 14. */
      ENDURANCE_GROUP_EVENT_AGGREGATE(14),
      /** Normal NVM Subsystem Shutdown, bit 15. */
      NORMAL_SUBSYSTEM_SHUTDOWN(15),
      /** Zone Descriptor Changed Notices, bit 27. */
      ZONE_DESCRIPTOR_CHANGED(27),
      /** Discovery Log Page Change Notification, bit 31. */
      DISCOVERY_LOG_PAGE_CHANGE(31);

      private final int bit;

      Notice(int bit) {
        this.bit = bit;
      }
    }

    /** {@return the critical warnings of the SMART log that make an event} Bits 7:0. */
    public SmartLog.CriticalWarning criticalWarnings() {
      return new SmartLog.CriticalWarning(value & 0xFF);
    }

    /**
     * Whether the controller tells of something (feature 0Bh).
     *
     * @param notice what
     * @return whether its bit is set
     */
    public boolean contains(Notice notice) {
      return Le.bit(value, notice.bit);
    }

    /**
     * The configuration with one notice more or less (feature 0Bh).
     *
     * @param notice what to tell of
     * @param on whether to tell of it
     * @return a copy; all other bits as they are
     */
    public AsynchronousEventConfiguration with(Notice notice, boolean on) {
      int bit = 1 << notice.bit;
      return new AsynchronousEventConfiguration(on ? value | bit : value & ~bit);
    }

    /**
     * The configuration with other critical warnings (feature 0Bh, bits 7:0).
     *
     * @param warnings those that make an event
     * @return a copy; all other bits as they are
     */
    public AsynchronousEventConfiguration withCriticalWarnings(SmartLog.CriticalWarning warnings) {
      return new AsynchronousEventConfiguration((value & ~0xFF) | (warnings.value() & 0xFF));
    }
  }

  /**
   * Autonomous Power State Transition, feature 0Ch.
   *
   * @param enabled whether the controller does it (APSTE, bit 0 of the dword)
   * @param transitions what it does from each of the power states 0 to 31; those that are missing
   *     at the end are none
   */
  public record AutonomousPowerStateTransition(boolean enabled, List<Transition> transitions) {

    static final int SIZE = 256;
    private static final int ENTRY = 8;
    private static final int STATES = 32;

    /**
     * Checks the number.
     *
     * @param enabled whether it is on
     * @param transitions 0 to 32 of them
     * @throws IllegalArgumentException if there are more than 32 transitions
     */
    public AutonomousPowerStateTransition {
      transitions = List.copyOf(transitions);
      check("number of transitions", transitions.size(), STATES);
    }

    static AutonomousPowerStateTransition of(int dw, ByteBuffer data) {
      byte[] b = Le.copy(data, SIZE, "Autonomous Power State Transition");
      List<Transition> all = new ArrayList<>();
      for (int i = 0; i < STATES; i++) {
        int entry = (int) Le.u32(b, i * ENTRY);
        all.add(new Transition(entry >>> 3 & 0x1F, entry >>> 8));
      }
      return new AutonomousPowerStateTransition(Le.bit(dw, 0), all);
    }

    ByteBuffer bytes() {
      ByteBuffer to = little(SIZE);
      for (int i = 0; i < transitions.size(); i++) {
        Transition t = transitions.get(i);
        to.putInt(i * ENTRY, t.idleTransitionPowerState << 3 | t.idleTimePriorToTransition << 8);
      }
      return readOnly(to);
    }

    /**
     * Where the controller goes when it has been idle.
     *
     * @param idleTransitionPowerState the power state it goes to (ITPS, bits 7:3)
     * @param idleTimePriorToTransition milliseconds it is idle before; 0 for no transition (ITPT,
     *     bits 31:8)
     */
    public record Transition(int idleTransitionPowerState, int idleTimePriorToTransition) {

      /**
       * Checks the parts.
       *
       * @param idleTransitionPowerState index of the power state, 0 to 31
       * @param idleTimePriorToTransition milliseconds, 0 to 16777215
       * @throws IllegalArgumentException if the state is not 0 to 31, or the time not 0 to 16777215
       */
      public Transition {
        check("idleTransitionPowerState", idleTransitionPowerState, 31);
        check("idleTimePriorToTransition", idleTimePriorToTransition, 0xFF_FFFF);
      }
    }
  }

  /**
   * Host Memory Buffer, feature 0Dh.
   *
   * @param enabled whether the controller may use it (EHM, bit 0 of the dword)
   * @param size memory pages of the controller, CC.MPS (HSIZE, bytes 0 to 3)
   * @param descriptorListAddress where the host's list is (HMDLAL and HMDLAU, bytes 4 to 11)
   * @param descriptorListEntryCount entries of that list (HMDLEC, bytes 12 to 15)
   */
  public record HostMemoryBuffer(
      boolean enabled, long size, long descriptorListAddress, long descriptorListEntryCount) {

    static HostMemoryBuffer of(int dw, ByteBuffer data) {
      byte[] b = Le.copy(data, 16, "Host Memory Buffer attributes");
      return new HostMemoryBuffer(Le.bit(dw, 0), Le.u32(b, 0), Le.u64(b, 4), Le.u32(b, 12));
    }
  }

  /**
   * Timestamp, feature 0Eh.
   *
   * @param milliseconds since 1970-01-01 in UTC, if the host has set it; else since the last reset
   *     (bytes 0 to 5)
   * @param origin where it comes from: 0 cleared by a reset, 1 set by the host (Timestamp Origin,
   *     bits 3:1 of byte 6); not set by the host
   * @param synch whether the controller may have stopped counting at times (bit 0 of byte 6); not
   *     set by the host
   */
  public record Timestamp(long milliseconds, int origin, boolean synch) {

    static final int SIZE = 8;

    /**
     * Checks the parts.
     *
     * @param milliseconds 0 to 2^48 - 1
     * @param origin code of the origin, 0 to 7
     * @param synch as the controller reports it
     * @throws IllegalArgumentException if the milliseconds do not fit in 48 bits, or the origin not
     *     in three
     */
    public Timestamp {
      check("milliseconds", milliseconds, (1L << 48) - 1);
      check("origin", origin, 7);
    }

    /**
     * A time to be set (feature 0Eh).
     *
     * @param time the time; its microseconds are left out
     * @return the timestamp
     * @throws IllegalArgumentException if it is before 1970, or after the year 10889
     */
    public static Timestamp of(Instant time) {
      return new Timestamp(time.toEpochMilli(), 0, false);
    }

    static Timestamp of(ByteBuffer data) {
      byte[] b = Le.copy(data, SIZE, "Timestamp");
      return new Timestamp(
          Le.u64(b, 0) & 0xFFFF_FFFF_FFFFL, b[6] >>> 1 & 7, Le.bit(Le.u8(b, 6), 0));
    }

    /** {@return the time, if the host has set it} Feature 0Eh, milliseconds since 1970. */
    public Instant instant() {
      return Instant.ofEpochMilli(milliseconds);
    }

    ByteBuffer bytes() {
      return readOnly(little(SIZE).putLong(0, milliseconds));
    }
  }

  /**
   * Host Controlled Thermal Management, feature 10h.
   *
   * @param thermalManagementTemperature1 kelvins from which on it throttles lightly; 0 for never
   *     (TMT1, bits 31:16)
   * @param thermalManagementTemperature2 kelvins from which on it throttles heavily; 0 for never
   *     (TMT2, bits 15:0)
   */
  public record HostControlledThermalManagement(
      int thermalManagementTemperature1, int thermalManagementTemperature2) {

    /**
     * Checks the parts.
     *
     * @param thermalManagementTemperature1 kelvins, 0 to 65535
     * @param thermalManagementTemperature2 kelvins, 0 to 65535
     * @throws IllegalArgumentException if one is not 0 to 65535
     */
    public HostControlledThermalManagement {
      check("thermalManagementTemperature1", thermalManagementTemperature1, 0xFFFF);
      check("thermalManagementTemperature2", thermalManagementTemperature2, 0xFFFF);
    }

    static HostControlledThermalManagement of(int dw) {
      return new HostControlledThermalManagement(dw >>> 16, dw & 0xFFFF);
    }

    int dword() {
      return thermalManagementTemperature1 << 16 | thermalManagementTemperature2;
    }
  }

  /**
   * Host Behavior Support, feature 16h.
   *
   * @param advancedCommandRetry whether the host waits as a status says before it retries (ACRE,
   *     byte 0)
   * @param extendedTelemetryDataArea4 whether it takes Telemetry Data Area 4 (ETDAS, byte 1)
   * @param lbaFormatExtension whether it knows more than 16 LBA formats, and their extended
   *     protection information (LBAFEE, byte 2)
   * @param dispersedNamespaces whether it can use dispersed namespaces (HDISNS, byte 3)
   * @param copyDescriptorFormats bit n is set for format n, of 2 to 4 (CDFE, bytes 4 to 5)
   */
  public record HostBehaviorSupport(
      boolean advancedCommandRetry,
      boolean extendedTelemetryDataArea4,
      boolean lbaFormatExtension,
      boolean dispersedNamespaces,
      int copyDescriptorFormats) {

    static final int SIZE = 512;

    /**
     * Checks the parts.
     *
     * @param advancedCommandRetry whether the host does
     * @param extendedTelemetryDataArea4 whether the host does
     * @param lbaFormatExtension whether the host does
     * @param dispersedNamespaces whether the host does
     * @param copyDescriptorFormats bit n for format n, 0 to 65535
     * @throws IllegalArgumentException if the formats are not 0 to 65535
     */
    public HostBehaviorSupport {
      check("copyDescriptorFormats", copyDescriptorFormats, 0xFFFF);
    }

    static HostBehaviorSupport of(ByteBuffer data) {
      byte[] b = Le.copy(data, SIZE, "Host Behavior Support");
      return new HostBehaviorSupport(b[0] == 1, b[1] == 1, b[2] == 1, b[3] == 1, Le.u16(b, 4));
    }

    ByteBuffer bytes() {
      ByteBuffer to = little(SIZE);
      to.put(0, (byte) (advancedCommandRetry ? 1 : 0));
      to.put(1, (byte) (extendedTelemetryDataArea4 ? 1 : 0));
      to.put(2, (byte) (lbaFormatExtension ? 1 : 0));
      to.put(3, (byte) (dispersedNamespaces ? 1 : 0));
      return readOnly(to.putShort(4, (short) copyDescriptorFormats));
    }
  }

  /**
   * Flexible Data Placement, feature 1Dh.
   *
   * @param enabled whether it is on (FDPE, bit 0)
   * @param configurationIndex which of the configurations of log page 20h (FDPCIDX, bits 15:8)
   */
  public record FlexibleDataPlacement(boolean enabled, int configurationIndex) {

    /**
     * Checks the parts.
     *
     * @param enabled whether it is on
     * @param configurationIndex 0 to 255
     * @throws IllegalArgumentException if the index is not 0 to 255
     */
    public FlexibleDataPlacement {
      check("configurationIndex", configurationIndex, 0xFF);
    }

    static FlexibleDataPlacement of(int dw) {
      return new FlexibleDataPlacement(Le.bit(dw, 0), dw >>> 8 & 0xFF);
    }

    int dword() {
      return (enabled ? 1 : 0) | configurationIndex << 8;
    }
  }

  /**
   * Flexible Data Placement Events, feature 1Eh: as read, all types that the controller supports;
   * as set, those that are to change, all of them on or all of them off.
   *
   * @param types the types
   */
  public record FlexibleDataPlacementEvents(List<EventType> types) {

    static final int MOST = 255;
    private static final int DESCRIPTOR = 2;

    /** All that can come, in whole dwords. */
    static final int SIZE = 512;

    /**
     * Checks the number.
     *
     * @param types 0 to 255 of them
     * @throws IllegalArgumentException if there are more than 255 types
     */
    public FlexibleDataPlacementEvents {
      types = List.copyOf(types);
      check("number of types", types.size(), MOST);
    }

    /**
     * One type of event.
     *
     * @param type 0 to 7Fh of the host's doing, 80h to FFh of the controller's
     * @param enabled whether it is recorded
     */
    public record EventType(int type, boolean enabled) {

      /**
       * Checks the parts.
       *
       * @param type code of the type, 0 to 255
       * @param enabled whether it is on
       * @throws IllegalArgumentException if the type is not 0 to 255
       */
      public EventType {
        check("type", type, 0xFF);
      }
    }

    /** Dword 0 counts the types supported, which may be more than were asked for. */
    static FlexibleDataPlacementEvents of(int dw, ByteBuffer data) {
      int count = Math.min(dw & 0xFF, data.remaining() / DESCRIPTOR);
      byte[] b = Le.copy(data, count * DESCRIPTOR, "Flexible Data Placement Events");
      List<EventType> types = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        types.add(new EventType(Le.u8(b, 2 * i), Le.bit(Le.u8(b, 2 * i + 1), 0)));
      }
      return new FlexibleDataPlacementEvents(types);
    }

    /** One Set Features turns all of its types on or all of them off. */
    boolean enables() {
      boolean on = !types.isEmpty() && types.get(0).enabled;
      if (types.isEmpty() || types.stream().anyMatch(t -> t.enabled != on)) {
        throw new IllegalArgumentException(
            "one Set Features turns one or more event types on, or turns them off: " + types);
      }
      return on;
    }

    /** Padded: the kernel takes dwords. */
    ByteBuffer bytes() {
      ByteBuffer to = little((types.size() + 3) / 4 * 4);
      for (int i = 0; i < types.size(); i++) {
        to.put(i, (byte) types.get(i).type);
      }
      return readOnly(to);
    }
  }

  /**
   * Host Identifier, feature 81h.
   *
   * @param digits 16 or 32 hexadecimal digits, in the order of the bytes
   */
  public record HostIdentifier(String digits) {

    /**
     * Checks the digits.
     *
     * @param digits 16 or 32 hexadecimal digits
     * @throws IllegalArgumentException if they are not 16 or 32 hexadecimal digits
     */
    public HostIdentifier {
      if (!digits.matches("([0-9a-fA-F]{16}){1,2}")) {
        throw new IllegalArgumentException("digits are 16 or 32 hexadecimal ones, not " + digits);
      }
    }

    static HostIdentifier of(ByteBuffer data, int size) {
      return new HostIdentifier(Le.hex(Le.copy(data, size, "Host Identifier"), 0, size));
    }

    ByteBuffer bytes(int size) {
      if (digits.length() != 2 * size) {
        throw new IllegalArgumentException(
            "this form of the Host Identifier has " + 2 * size + " digits, not " + digits);
      }
      return ByteBuffer.wrap(unhex(digits)).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Reservation Notification Mask, feature 82h: the notices that are <em>not</em> sent.
   *
   * @param registrationPreempted no notice when a registration is preempted (REGPRE, bit 1)
   * @param reservationReleased no notice when a reservation is released (RESREL, bit 2)
   * @param reservationPreempted no notice when a reservation is preempted (RESPRE, bit 3)
   */
  public record ReservationNotificationMask(
      boolean registrationPreempted, boolean reservationReleased, boolean reservationPreempted) {

    static ReservationNotificationMask of(int dw) {
      return new ReservationNotificationMask(Le.bit(dw, 1), Le.bit(dw, 2), Le.bit(dw, 3));
    }

    int dword() {
      return (registrationPreempted ? 2 : 0)
          | (reservationReleased ? 4 : 0)
          | (reservationPreempted ? 8 : 0);
    }
  }

  /**
   * Namespace Write Protection Config, feature 84h.
   *
   * @param state 0 not protected, 1 protected, 2 protected until a power cycle, 3 protected for
   *     ever, which nothing undoes (WPS, bits 2:0)
   */
  public record NamespaceWriteProtection(int state) {

    /** It can be written. */
    public static final NamespaceWriteProtection NONE = new NamespaceWriteProtection(0);

    /** It cannot be written until that is set back. */
    public static final NamespaceWriteProtection PROTECTED = new NamespaceWriteProtection(1);

    /** It cannot be written until a power cycle. */
    public static final NamespaceWriteProtection UNTIL_POWER_CYCLE =
        new NamespaceWriteProtection(2);

    /** It can never be written again. */
    public static final NamespaceWriteProtection PERMANENT = new NamespaceWriteProtection(3);

    /**
     * Checks the state.
     *
     * @param state code of the state, 0 to 7
     * @throws IllegalArgumentException if it is not 0 to 7
     */
    public NamespaceWriteProtection {
      check("state", state, 7);
    }

    /** {@return whether writes are refused now} Feature 84h. */
    public boolean isProtected() {
      return state != 0;
    }

    static NamespaceWriteProtection of(int dw) {
      return new NamespaceWriteProtection(dw & 7);
    }

    int dword() {
      return state;
    }
  }

  /**
   * A feature undecoded.
   *
   * @param dword of Get Features dword 0 of the completion, for Set Features Command Dword 11
   * @param dword12 for Set Features Command Dword 12; of Get Features 0
   * @param dword13 for Set Features Command Dword 13; of Get Features 0
   * @param dword15 for Set Features Command Dword 15; of Get Features 0
   * @param data the bytes, read-only and little-endian; empty if there are none
   */
  public record Raw(int dword, int dword12, int dword13, int dword15, ByteBuffer data) {

    /**
     * Keeps a copy of the data.
     *
     * @param dword Command Dword 11
     * @param dword12 Command Dword 12
     * @param dword13 Command Dword 13
     * @param dword15 Command Dword 15
     * @param data copied, from its position to its limit
     */
    public Raw {
      data = Le.view(Le.copy(data, data.remaining(), "feature"));
    }

    /**
     * A value without data.
     *
     * @param dword for Set Features Command Dword 11
     */
    public Raw(int dword) {
      this(dword, 0, 0, 0, ByteBuffer.allocate(0));
    }

    /** {@return the bytes} A new view at each call. */
    @Override
    public ByteBuffer data() {
      return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
