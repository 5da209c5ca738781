package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A feature of a controller or namespace as Get Features and Set Features know it: its identifier,
 * what is needed to ask for it, and how its value is read and written. Each feature has a method
 * here, and a record for its value among the {@link FeatureValue}s; {@link #raw} has all others.
 *
 * <pre>{@code
 * controller.features().get(Feature.temperatureThreshold())
 *     .subscribe(threshold -> System.out.println(threshold.kelvins() + " K"));
 * }</pre>
 *
 * <p>A feature that the host may set is a {@link Settable}. The methods that take a number throw
 * {@link IllegalArgumentException} if it does not fit in its field. Immutable and thread-safe.
 *
 * @param <T> the value
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1,
 *     sections 5.1.11, Get Features, and 5.1.25, Set Features; NVM Command Set Specification 1.1,
 *     section 4.1.3, for features 03h, 05h and 0Ah</a>
 */
public sealed class Feature<T> permits Feature.Settable {

  /** Where in Command Dword 11 the number of event types is. */
  private static final int NOET = 16;

  private final String name;
  private final int identifier;
  private final int nsid;
  private final int dword11;
  private final int dataLength;
  private final Decoder<T> decoder;

  private Feature(
      String name, int identifier, int nsid, int dword11, int dataLength, Decoder<T> decoder) {
    this.name = name;
    this.identifier = identifier;
    this.nsid = nsid;
    this.dword11 = dword11;
    this.dataLength = dataLength;
    this.decoder = decoder;
  }

  /** Reads a value. */
  private interface Decoder<T> {
    T decode(int dword0, ByteBuffer data);
  }

  /**
   * A feature that the host may set.
   *
   * @param <T> the value
   */
  public static final class Settable<T> extends Feature<T> {

    private final Function<T, Encoded> encoder;

    private Settable(
        String name,
        int identifier,
        int nsid,
        int dword11,
        int dataLength,
        Decoder<T> decoder,
        Function<T, Encoded> encoder) {
      super(name, identifier, nsid, dword11, dataLength, decoder);
      this.encoder = encoder;
    }

    /**
     * What Set Features takes for a value (Base Specification 2.1, section 5.1.25).
     *
     * @param value the value
     * @return the dwords and the data
     * @throws IllegalArgumentException if the value cannot be set
     */
    public Encoded encode(T value) {
      return encoder.apply(value);
    }
  }

  /**
   * The part of a Set Features command that depends on the value (Base Specification 2.1, section
   * 5.1.25).
   *
   * @param dword11 Command Dword 11
   * @param dword12 Command Dword 12
   * @param dword13 Command Dword 13
   * @param dword15 Command Dword 15
   * @param data the data, little-endian and read-only; empty if there is none
   */
  public record Encoded(int dword11, int dword12, int dword13, int dword15, ByteBuffer data) {

    static Encoded of(int dword11) {
      return new Encoded(dword11, 0, 0, 0, ByteBuffer.allocate(0));
    }

    static Encoded of(int dword11, ByteBuffer data) {
      return new Encoded(dword11, 0, 0, 0, data);
    }

    static Encoded of(int dword11, int dword12) {
      return new Encoded(dword11, dword12, 0, 0, ByteBuffer.allocate(0));
    }
  }

  /**
   * Which of its values Get Features returns: SEL, bits 10:8 of Command Dword 10 (Base
   * Specification 2.1, section 5.1.11).
   */
  public enum Select {
    /** The value that holds now, 000b. */
    CURRENT(0),
    /** The value of the factory, 001b. */
    DEFAULT(1),
    /** The value that holds after a reset, 010b; the default if none was saved. */
    SAVED(2);

    private final int value;

    Select(int value) {
      this.value = value;
    }

    /** {@return 0 to 2} Select (SEL), bits 10:8 of Command Dword 10. */
    public int value() {
      return value;
    }
  }

  /**
   * What can be done with a feature: dword 0 of Get Features with SEL 011b (Base Specification 2.1,
   * section 5.1.11, Supported Capabilities).
   *
   * @param saveable whether a value can be saved, to hold after a reset
   * @param namespaceSpecific whether each namespace has a value of its own
   * @param changeable whether it can be set at all
   */
  public record Capabilities(boolean saveable, boolean namespaceSpecific, boolean changeable) {

    /**
     * Decodes dword 0 of the completion (Base Specification 2.1, section 5.1.11).
     *
     * @param dword0 the dword
     * @return bits 0 to 2
     */
    public static Capabilities decode(int dword0) {
      return new Capabilities(Le.bit(dword0, 0), Le.bit(dword0, 1), Le.bit(dword0, 2));
    }
  }

  /** {@return the specification's name, such as {@code Temperature Threshold}} */
  public final String name() {
    return name;
  }

  /** {@return 0 to FFh} Feature Identifier (FID), bits 7:0 of Command Dword 10. */
  public final int identifier() {
    return identifier;
  }

  /** {@return the namespace it is asked of and set for; 0 for the controller} NSID. */
  public final int nsid() {
    return nsid;
  }

  /** {@return what tells it from its likes, such as a sensor} Command Dword 11 of Get Features. */
  public final int dword11() {
    return dword11;
  }

  /** {@return bytes of data that Get Features returns; 0 for none} */
  public final int dataLength() {
    return dataLength;
  }

  /**
   * Reads the value from the answer to Get Features (Base Specification 2.1, section 5.1.11).
   *
   * @param dword0 dword 0 of the completion
   * @param data the data; the buffer, its position and its byte order stay as they are
   * @return the value
   * @throws IllegalArgumentException if there are too few bytes of data
   */
  public final T decode(int dword0, ByteBuffer data) {
    return decoder.decode(dword0, data);
  }

  /** {@return the name and the identifier, for messages} */
  @Override
  public final String toString() {
    return String.format("%s (feature %02Xh)", name, identifier);
  }

  // ---- the features, by identifier ----

  /** {@return how the controller shares itself out between queues} Arbitration, feature 01h. */
  public static Settable<FeatureValue.Arbitration> arbitration() {
    return dword(
        "Arbitration", 0x01, 0, 0, FeatureValue.Arbitration::of, FeatureValue.Arbitration::dword);
  }

  /** {@return the power state} Power Management, feature 02h. */
  public static Settable<FeatureValue.PowerManagement> powerManagement() {
    return dword(
        "Power Management",
        0x02,
        0,
        0,
        FeatureValue.PowerManagement::of,
        FeatureValue.PowerManagement::dword);
  }

  /**
   * What hosts use ranges of logical blocks for: LBA Range Type, feature 03h (NVM Command Set
   * Specification).
   *
   * @param nsid the namespace
   * @return the feature
   */
  public static Settable<FeatureValue.LbaRanges> lbaRangeType(int nsid) {
    return new Settable<>(
        "LBA Range Type",
        0x03,
        nsid,
        0,
        FeatureValue.LbaRanges.MOST * FeatureValue.LbaRange.SIZE,
        FeatureValue.LbaRanges::of,
        value -> Encoded.of(value.ranges().size() - 1, value.bytes()));
  }

  /**
   * The over-temperature threshold of the composite temperature: Temperature Threshold, feature
   * 04h.
   *
   * @return the feature
   */
  public static Settable<FeatureValue.TemperatureThreshold> temperatureThreshold() {
    return temperatureThreshold(0, false);
  }

  /**
   * A temperature that the controller tells of when it is passed: Temperature Threshold, feature
   * 04h.
   *
   * @param sensor index of the sensor (TMPSEL, bits 19:16): 0 for the composite temperature, 1 to 8
   *     for a sensor, 15 to set it for all
   * @param under whether it is the under-temperature threshold, else the over-temperature one
   * @return the feature
   */
  public static Settable<FeatureValue.TemperatureThreshold> temperatureThreshold(
      int sensor, boolean under) {
    if (sensor != 15) {
      FeatureValue.check("sensor", sensor, 8);
    }
    int selector = sensor << 16 | (under ? 1 << 20 : 0);
    return dword(
        "Temperature Threshold",
        0x04,
        0,
        selector,
        FeatureValue.TemperatureThreshold::of,
        value -> value.dword() | selector);
  }

  /**
   * How long a namespace tries to recover data: Error Recovery, feature 05h (NVM Command Set
   * Specification).
   *
   * @param nsid the namespace
   * @return the feature
   */
  public static Settable<FeatureValue.ErrorRecovery> errorRecovery(int nsid) {
    return dword(
        "Error Recovery",
        0x05,
        nsid,
        0,
        FeatureValue.ErrorRecovery::of,
        FeatureValue.ErrorRecovery::dword);
  }

  /** {@return whether writes may stay in a volatile cache} Volatile Write Cache, feature 06h. */
  public static Settable<Boolean> volatileWriteCache() {
    return flag("Volatile Write Cache", 0x06, 0);
  }

  /**
   * How many I/O queues the driver was given: Number of Queues, feature 07h. The driver sets it
   * when it starts the controller, and nobody can afterwards.
   *
   * @return the feature
   */
  public static Feature<FeatureValue.NumberOfQueues> numberOfQueues() {
    return new Feature<>(
        "Number of Queues", 0x07, 0, 0, 0, (dw, data) -> FeatureValue.NumberOfQueues.of(dw));
  }

  /** {@return when completions are told of together} Interrupt Coalescing, feature 08h. */
  public static Settable<FeatureValue.InterruptCoalescing> interruptCoalescing() {
    return dword(
        "Interrupt Coalescing",
        0x08,
        0,
        0,
        FeatureValue.InterruptCoalescing::of,
        FeatureValue.InterruptCoalescing::dword);
  }

  /**
   * Whether coalescing is disabled for an interrupt: Interrupt Vector Configuration, feature 09h.
   *
   * @param vector index of the interrupt vector (IV, bits 15:0), 0 to 65535
   * @return the feature; true is no coalescing (Coalescing Disable, bit 16)
   */
  public static Settable<Boolean> interruptVectorConfiguration(int vector) {
    FeatureValue.check("vector", vector, 0xFFFF);
    return dword(
        "Interrupt Vector Configuration",
        0x09,
        0,
        vector,
        dw -> Le.bit(dw, 16),
        disabled -> vector | (disabled ? 1 << 16 : 0));
  }

  /**
   * Whether the host does without atomic writes beyond AWUPF: Write Atomicity Normal, feature 0Ah
   * (NVM Command Set Specification).
   *
   * @return the feature; true is Disable Normal (DN)
   */
  public static Settable<Boolean> writeAtomicityNormal() {
    return flag("Write Atomicity Normal", 0x0A, 0);
  }

  /**
   * Which asynchronous events are told of: Asynchronous Event Configuration, feature 0Bh. The
   * driver sets the notices it needs; add to the current value rather than replace it.
   *
   * @return the feature
   */
  public static Settable<FeatureValue.AsynchronousEventConfiguration>
      asynchronousEventConfiguration() {
    return dword(
        "Asynchronous Event Configuration",
        0x0B,
        0,
        0,
        FeatureValue.AsynchronousEventConfiguration::new,
        FeatureValue.AsynchronousEventConfiguration::value);
  }

  /**
   * When the controller goes to lower power states by itself: Autonomous Power State Transition,
   * feature 0Ch. The driver owns it: setting it takes {@code force()}.
   *
   * @return the feature
   */
  public static Settable<FeatureValue.AutonomousPowerStateTransition>
      autonomousPowerStateTransition() {
    return new Settable<>(
        "Autonomous Power State Transition",
        0x0C,
        0,
        0,
        FeatureValue.AutonomousPowerStateTransition.SIZE,
        FeatureValue.AutonomousPowerStateTransition::of,
        value -> Encoded.of(value.enabled() ? 1 : 0, value.bytes()));
  }

  /**
   * The host's memory that the driver has lent: Host Memory Buffer, feature 0Dh. Only the driver
   * can set it.
   *
   * @return the feature
   */
  public static Feature<FeatureValue.HostMemoryBuffer> hostMemoryBuffer() {
    return new Feature<>("Host Memory Buffer", 0x0D, 0, 0, 4096, FeatureValue.HostMemoryBuffer::of);
  }

  /** {@return the controller's clock} Timestamp, feature 0Eh. */
  public static Settable<FeatureValue.Timestamp> timestamp() {
    return new Settable<>(
        "Timestamp",
        0x0E,
        0,
        0,
        FeatureValue.Timestamp.SIZE,
        (dw, data) -> FeatureValue.Timestamp.of(data),
        value -> Encoded.of(0, value.bytes()));
  }

  /**
   * After how many milliseconds without a command the connection ends: Keep Alive Timer, feature
   * 0Fh. The driver sets it when it connects.
   *
   * @return the feature; milliseconds, 0 for never
   */
  public static Feature<Long> keepAliveTimer() {
    return new Feature<>("Keep Alive Timer", 0x0F, 0, 0, 0, (dw, data) -> dw & 0xFFFF_FFFFL);
  }

  /** {@return from which temperatures on it throttles} Host Controlled Thermal Management, 10h. */
  public static Settable<FeatureValue.HostControlledThermalManagement>
      hostControlledThermalManagement() {
    return dword(
        "Host Controlled Thermal Management",
        0x10,
        0,
        0,
        FeatureValue.HostControlledThermalManagement::of,
        FeatureValue.HostControlledThermalManagement::dword);
  }

  /**
   * Whether the controller may exceed a non-operational power state for background work:
   * Non-Operational Power State Config, feature 11h.
   *
   * @return the feature; true is Non-Operational Power State Permissive Mode Enable (NOPPME)
   */
  public static Settable<Boolean> nonOperationalPowerStateConfig() {
    return flag("Non-Operational Power State Config", 0x11, 0);
  }

  /**
   * How hard an NVM Set tries to read: Read Recovery Level Config, feature 12h.
   *
   * @param nvmSetIdentifier the NVM Set, 0 to 65535
   * @return the feature; a Read Recovery Level, 0 (tries most) to 15 (fails fast)
   */
  public static Settable<Integer> readRecoveryLevelConfig(int nvmSetIdentifier) {
    FeatureValue.check("nvmSetIdentifier", nvmSetIdentifier, 0xFFFF);
    return new Settable<>(
        "Read Recovery Level Config",
        0x12,
        0,
        nvmSetIdentifier,
        0,
        (dw, data) -> dw & 0xF,
        level ->
            Encoded.of(nvmSetIdentifier, FeatureValue.check("read recovery level", level, 15)));
  }

  /**
   * What the host tells of itself: Host Behavior Support, feature 16h. The driver owns it: setting
   * it takes {@code force()}.
   *
   * @return the feature
   */
  public static Settable<FeatureValue.HostBehaviorSupport> hostBehaviorSupport() {
    return new Settable<>(
        "Host Behavior Support",
        0x16,
        0,
        0,
        FeatureValue.HostBehaviorSupport.SIZE,
        (dw, data) -> FeatureValue.HostBehaviorSupport.of(data),
        value -> Encoded.of(0, value.bytes()));
  }

  /**
   * What becomes of a Sanitize that may not deallocate on a drive that must: Sanitize Config,
   * feature 17h.
   *
   * @return the feature; true is that it is done, with a warning (No-Deallocate Response Mode,
   *     NODRM), false that it is refused
   */
  public static Settable<Boolean> sanitizeConfig() {
    return flag("Sanitize Config", 0x17, 0);
  }

  /**
   * Whether rotational media start to spin only when the host says: Spinup Control, feature 1Ah.
   *
   * @return the feature
   */
  public static Settable<Boolean> spinupControl() {
    return flag("Spinup Control", 0x1A, 0);
  }

  /**
   * Whether an Endurance Group places data as the host says: Flexible Data Placement, feature 1Dh.
   * It can be set only while the group has no namespace.
   *
   * @param enduranceGroupIdentifier the group, 0 to 65535
   * @return the feature
   */
  public static Settable<FeatureValue.FlexibleDataPlacement> flexibleDataPlacement(
      int enduranceGroupIdentifier) {
    FeatureValue.check("enduranceGroupIdentifier", enduranceGroupIdentifier, 0xFFFF);
    return new Settable<>(
        "Flexible Data Placement",
        0x1D,
        0,
        enduranceGroupIdentifier,
        0,
        (dw, data) -> FeatureValue.FlexibleDataPlacement.of(dw),
        value -> Encoded.of(enduranceGroupIdentifier, value.dword()));
  }

  /**
   * Which events a Reclaim Unit Handle records: Flexible Data Placement Events, feature 1Eh.
   *
   * @param nsid the namespace
   * @param placementHandle index in the namespace's list of handles, 0 to 65535
   * @return the feature
   */
  public static Settable<FeatureValue.FlexibleDataPlacementEvents> flexibleDataPlacementEvents(
      int nsid, int placementHandle) {
    FeatureValue.check("placementHandle", placementHandle, 0xFFFF);
    return new Settable<>(
        "Flexible Data Placement Events",
        0x1E,
        nsid,
        placementHandle | FeatureValue.FlexibleDataPlacementEvents.MOST << NOET,
        FeatureValue.FlexibleDataPlacementEvents.SIZE,
        FeatureValue.FlexibleDataPlacementEvents::of,
        value ->
            new Encoded(
                placementHandle | value.types().size() << NOET,
                value.enables() ? 1 : 0,
                0,
                0,
                value.bytes()));
  }

  /** {@return the 128-bit Host Identifier (HOSTID)} Host Identifier, feature 81h. */
  public static Settable<FeatureValue.HostIdentifier> hostIdentifier() {
    return hostIdentifier(16, 1);
  }

  /**
   * The 64-bit form of the Host Identifier, feature 81h, which drives of old have alone.
   *
   * @return the feature
   */
  public static Settable<FeatureValue.HostIdentifier> hostIdentifier64() {
    return hostIdentifier(8, 0);
  }

  private static Settable<FeatureValue.HostIdentifier> hostIdentifier(int size, int extended) {
    return new Settable<>(
        "Host Identifier",
        0x81,
        0,
        extended,
        size,
        (dw, data) -> FeatureValue.HostIdentifier.of(data, size),
        value -> Encoded.of(extended, value.bytes(size)));
  }

  /**
   * Which reservation notices of a namespace are not sent: Reservation Notification Mask, feature
   * 82h.
   *
   * @param nsid the namespace; to set it for all, FFFFFFFFh
   * @return the feature
   */
  public static Settable<FeatureValue.ReservationNotificationMask> reservationNotificationMask(
      int nsid) {
    return dword(
        "Reservation Notification Mask",
        0x82,
        nsid,
        0,
        FeatureValue.ReservationNotificationMask::of,
        FeatureValue.ReservationNotificationMask::dword);
  }

  /**
   * Whether reservations of a namespace outlive a power loss: Reservation Persistence, feature 83h.
   *
   * @param nsid the namespace
   * @return the feature; true is Persist Through Power Loss (PTPL)
   */
  public static Settable<Boolean> reservationPersistence(int nsid) {
    return flag("Reservation Persistence", 0x83, nsid);
  }

  /**
   * Whether a namespace can be written: Namespace Write Protection Config, feature 84h.
   *
   * @param nsid the namespace
   * @return the feature
   */
  public static Settable<FeatureValue.NamespaceWriteProtection> namespaceWriteProtection(int nsid) {
    return dword(
        "Namespace Write Protection Config",
        0x84,
        nsid,
        0,
        FeatureValue.NamespaceWriteProtection::of,
        FeatureValue.NamespaceWriteProtection::dword);
  }

  /**
   * Any feature of the controller whose value is a dword, undecoded.
   *
   * @param identifier 0 to FFh
   * @return the feature
   */
  public static Settable<FeatureValue.Raw> raw(int identifier) {
    return raw(identifier, 0, 0, 0);
  }

  /**
   * Any feature, undecoded; a vendor's own, or one that has no method here.
   *
   * @param identifier 0 to FFh
   * @param nsid the namespace, or 0 for the controller
   * @param dword11 Command Dword 11 of Get Features
   * @param dataLength bytes of data that Get Features returns, 0 to 1 MiB
   * @return the feature; what is set has all its dwords from the value
   */
  public static Settable<FeatureValue.Raw> raw(
      int identifier, int nsid, int dword11, int dataLength) {
    FeatureValue.check("identifier", identifier, 0xFF);
    FeatureValue.check("dataLength", dataLength, 1 << 20);
    return new Settable<>(
        "Get or Set Features",
        identifier,
        nsid,
        dword11,
        dataLength,
        (dw, data) -> new FeatureValue.Raw(dw, 0, 0, 0, data),
        value ->
            new Encoded(
                value.dword(), value.dword12(), value.dword13(), value.dword15(), value.data()));
  }

  // ---- for the above ----

  private interface DwordDecoder<T> {
    T decode(int dword0);
  }

  private interface DwordEncoder<T> {
    int encode(T value);
  }

  private static <T> Settable<T> dword(
      String name,
      int identifier,
      int nsid,
      int dword11,
      DwordDecoder<T> decoder,
      DwordEncoder<T> encoder) {
    return new Settable<>(
        name,
        identifier,
        nsid,
        dword11,
        0,
        (dw, data) -> decoder.decode(dw),
        value -> Encoded.of(encoder.encode(value)));
  }

  /** One that is on or off, in bit 0. */
  private static Settable<Boolean> flag(String name, int identifier, int nsid) {
    return dword(name, identifier, nsid, 0, dw -> Le.bit(dw, 0), on -> on ? 1 : 0);
  }
}
