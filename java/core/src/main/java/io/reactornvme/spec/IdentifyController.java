package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Identify Controller data structure: what a controller is and can do. Obtained by the Identify
 * command with CNS 01h; 4096 bytes.
 *
 * <p>Bytes that an older controller does not define are zero, which for nearly all fields means
 * "not supported" or "not reported". Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2.1, Identify Controller Data Structure (CNS 01h)</a>
 */
public final class IdentifyController extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x01;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private IdentifyController(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the data structure from the first 4096 bytes that remain in a buffer. More bytes are
   * ignored; the buffer, its position and its byte order stay as they are.
   *
   * @param data the data of an Identify command
   * @return the data structure, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static IdentifyController decode(ByteBuffer data) {
    return new IdentifyController(Le.copy(data, SIZE, "Identify Controller"));
  }

  /** {@return the company, as PCI-SIG numbers it} PCI Vendor ID (VID), bytes 0 to 1. */
  public int pciVendorId() {
    return Le.u16(bytes, 0);
  }

  /**
   * {@return the company of the subsystem, as PCI-SIG numbers it} PCI Subsystem Vendor ID (SSVID),
   * bytes 2 to 3.
   */
  public int pciSubsystemVendorId() {
    return Le.u16(bytes, 2);
  }

  /**
   * {@return the serial number of the NVM subsystem, without padding} Serial Number (SN), bytes 4
   * to 23.
   */
  public String serialNumber() {
    return Le.ascii(bytes, 4, 20);
  }

  /**
   * {@return the model number of the NVM subsystem, without padding} Model Number (MN), bytes 24 to
   * 63.
   */
  public String modelNumber() {
    return Le.ascii(bytes, 24, 40);
  }

  /**
   * {@return the active firmware revision, without padding} Firmware Revision (FR), bytes 64 to 71.
   */
  public String firmwareRevision() {
    return Le.ascii(bytes, 64, 8);
  }

  /**
   * {@return the number of commands as a power of two: 2^n} Recommended Arbitration Burst (RAB),
   * byte 72.
   */
  public int recommendedArbitrationBurst() {
    return Le.u8(bytes, 72);
  }

  /**
   * {@return the vendor, as the IEEE numbers it (24 bits)} IEEE OUI Identifier (IEEE), bytes 73 to
   * 75.
   */
  public int ieeeOuiIdentifier() {
    return Le.u24(bytes, 73);
  }

  /**
   * {@return the capabilities} Controller Multi-Path I/O and Namespace Sharing Capabilities (CMIC),
   * byte 76.
   */
  public MultiPathAndNamespaceSharingCapabilities multiPathAndNamespaceSharingCapabilities() {
    return new MultiPathAndNamespaceSharingCapabilities(Le.u8(bytes, 76));
  }

  /**
   * {@return the size as a power of two in units of the minimum memory page size (CAP.MPSMIN); 0
   * means no limit} Maximum Data Transfer Size (MDTS), byte 77.
   *
   * @see #maxTransferBytes(long)
   */
  public int maximumDataTransferSize() {
    return Le.u8(bytes, 77);
  }

  /**
   * The Maximum Data Transfer Size in bytes. Interleaved metadata count unless {@link
   * ControllerAttributes#mdtsAndSizeLimitsExcludeMetadata()}. The operating system may allow less.
   *
   * @param minPageSize the controller's minimum memory page size in bytes (2^(12 + CAP.MPSMIN)),
   *     which is 4096 on the drives of today
   * @return the largest transfer of one command in bytes; {@link Long#MAX_VALUE} if there is no
   *     limit or the limit is beyond a {@code long}
   * @throws IllegalArgumentException if the page size is not a power of two
   */
  public long maxTransferBytes(long minPageSize) {
    if (minPageSize <= 0 || Long.bitCount(minPageSize) != 1) {
      throw new IllegalArgumentException("not a page size: " + minPageSize);
    }
    int exponent = maximumDataTransferSize();
    return exponent == 0 || exponent >= Long.numberOfLeadingZeros(minPageSize)
        ? Long.MAX_VALUE
        : minPageSize << exponent;
  }

  /**
   * {@return the identifier of this controller within its NVM subsystem} Controller ID (CNTLID),
   * bytes 78 to 79.
   */
  public int controllerId() {
    return Le.u16(bytes, 78);
  }

  /**
   * {@return major version in bits 31:16, minor in 15:8, tertiary in 7:0; 0 before NVMe 1.2}
   * Version (VER), bytes 80 to 83.
   *
   * @see #version()
   */
  public long versionProperty() {
    return Le.u32(bytes, 80);
  }

  /**
   * The version of the NVM Express Base Specification the controller complies with.
   *
   * @return for example {@code "1.4"} or {@code "1.2.1"}; {@code "0.0"} if it is not reported
   */
  public String version() {
    long version = versionProperty();
    long tertiary = version & 0xff;
    return (version >> 16) + "." + (version >> 8 & 0xff) + (tertiary == 0 ? "" : "." + tertiary);
  }

  /**
   * {@return microseconds to resume from Runtime D3; 0 if not reported} RTD3 Resume Latency
   * (RTD3R), bytes 84 to 87.
   */
  public long rtd3ResumeLatency() {
    return Le.u32(bytes, 84);
  }

  /**
   * {@return microseconds to enter Runtime D3; 0 if not reported} RTD3 Entry Latency (RTD3E), bytes
   * 88 to 91.
   */
  public long rtd3EntryLatency() {
    return Le.u32(bytes, 88);
  }

  /** {@return the events} Optional Asynchronous Events Supported (OAES), bytes 92 to 95. */
  public OptionalAsynchronousEvents optionalAsynchronousEventsSupported() {
    return new OptionalAsynchronousEvents(Le.u32(bytes, 92));
  }

  /** {@return the attributes} Controller Attributes (CTRATT), bytes 96 to 99. */
  public ControllerAttributes controllerAttributes() {
    return new ControllerAttributes(Le.u32(bytes, 96));
  }

  /**
   * {@return bit n is set if Read Recovery Level n is supported} Read Recovery Levels Supported
   * (RRLS), bytes 100 to 101.
   */
  public int readRecoveryLevelsSupported() {
    return Le.u16(bytes, 100);
  }

  /** {@return the capabilities} Boot Partition Capabilities (BPCAP), byte 102. */
  public BootPartitionCapabilities bootPartitionCapabilities() {
    return new BootPartitionCapabilities(Le.u8(bytes, 102));
  }

  /**
   * {@return microseconds a shutdown of the NVM subsystem typically takes; 0 if not reported} NVM
   * Subsystem Shutdown Latency (NSSL), bytes 104 to 107.
   */
  public long nvmSubsystemShutdownLatency() {
    return Le.u32(bytes, 104);
  }

  /** {@return the capabilities} Power Loss Signaling Information (PLSI), byte 110. */
  public PowerLossSignalingInformation powerLossSignalingInformation() {
    return new PowerLossSignalingInformation(Le.u8(bytes, 110));
  }

  /**
   * Controller Type (CNTRLTYPE), byte 111.
   *
   * @return the type; {@link ControllerType#NOT_REPORTED} from controllers older than NVMe 1.4
   */
  public ControllerType controllerType() {
    return switch (Le.u8(bytes, 111)) {
      case 0 -> ControllerType.NOT_REPORTED;
      case 1 -> ControllerType.IO;
      case 2 -> ControllerType.DISCOVERY;
      case 3 -> ControllerType.ADMINISTRATIVE;
      default -> ControllerType.RESERVED;
    };
  }

  /**
   * {@return 32 hexadecimal digits, the most significant first; all zero if not supported} FRU
   * Globally Unique Identifier (FGUID), bytes 112 to 127.
   */
  public String fruGloballyUniqueIdentifier() {
    return Le.hex(bytes, 112, 16);
  }

  /**
   * {@return units of 100 milliseconds to wait if {@link NvmeStatus#crd()} is 1} Command Retry
   * Delay Time 1 (CRDT1), bytes 128 to 129.
   */
  public int commandRetryDelayTime1() {
    return Le.u16(bytes, 128);
  }

  /**
   * {@return units of 100 milliseconds to wait if {@link NvmeStatus#crd()} is 2} Command Retry
   * Delay Time 2 (CRDT2), bytes 130 to 131.
   */
  public int commandRetryDelayTime2() {
    return Le.u16(bytes, 130);
  }

  /**
   * {@return units of 100 milliseconds to wait if {@link NvmeStatus#crd()} is 3} Command Retry
   * Delay Time 3 (CRDT3), bytes 132 to 133.
   */
  public int commandRetryDelayTime3() {
    return Le.u16(bytes, 132);
  }

  /** {@return the capabilities} Controller Reachability Capabilities (CRCAP), byte 134. */
  public ReachabilityCapabilities controllerReachabilityCapabilities() {
    return new ReachabilityCapabilities(Le.u8(bytes, 134));
  }

  /**
   * {@return a number that tells instances of this controller apart; reserved (0) up to revision
   * 2.1} Controller Instance Uniquifier (CIU), byte 135.
   */
  public int controllerInstanceUniquifier() {
    return Le.u8(bytes, 135);
  }

  /**
   * {@return 64 random bits of this instance of the controller; reserved (0) up to revision 2.1}
   * Controller Instance Random Number (CIRN), bytes 136 to 143.
   */
  public long controllerInstanceRandomNumber() {
    return Le.u64(bytes, 136);
  }

  /** {@return what the NVM subsystem is part of} NVM Subsystem Report (NVMSR), byte 253. */
  public NvmSubsystemReport nvmSubsystemReport() {
    return new NvmSubsystemReport(Le.u8(bytes, 253));
  }

  /**
   * {@return how often the vital product data can still be written} VPD Write Cycle Information
   * (VWCI), byte 254.
   */
  public VpdWriteCycleInformation vpdWriteCycleInformation() {
    return new VpdWriteCycleInformation(Le.u8(bytes, 254));
  }

  /**
   * {@return where there are Management Endpoints} Management Endpoint Capabilities (MEC), byte
   * 255.
   */
  public ManagementEndpointCapabilities managementEndpointCapabilities() {
    return new ManagementEndpointCapabilities(Le.u8(bytes, 255));
  }

  /** {@return the commands} Optional Admin Command Support (OACS), bytes 256 to 257. */
  public OptionalAdminCommands optionalAdminCommandSupport() {
    return new OptionalAdminCommands(Le.u16(bytes, 256));
  }

  /**
   * {@return how many Abort commands may run at once, 0's based} Abort Command Limit (ACL), byte
   * 258.
   */
  public int abortCommandLimit() {
    return Le.u8(bytes, 258);
  }

  /**
   * {@return how many Asynchronous Event Requests may be outstanding, 0's based} Asynchronous Event
   * Request Limit (AERL), byte 259.
   */
  public int asynchronousEventRequestLimit() {
    return Le.u8(bytes, 259);
  }

  /** {@return the capabilities} Firmware Updates (FRMW), byte 260. */
  public FirmwareUpdates firmwareUpdates() {
    return new FirmwareUpdates(Le.u8(bytes, 260));
  }

  /** {@return the attributes} Log Page Attributes (LPA), byte 261. */
  public LogPageAttributes logPageAttributes() {
    return new LogPageAttributes(Le.u8(bytes, 261));
  }

  /**
   * {@return how many Error Information log entries the controller keeps, 0's based} Error Log Page
   * Entries (ELPE), byte 262.
   */
  public int errorLogPageEntries() {
    return Le.u8(bytes, 262);
  }

  /**
   * {@return the number of power states, 0's based} Number of Power States Support (NPSS), byte
   * 263.
   *
   * @see #powerStates()
   */
  public int numberOfPowerStatesSupport() {
    return Le.u8(bytes, 263);
  }

  /**
   * {@return bit 0 is set if vendor specific Admin commands have the standard format} Admin Vendor
   * Specific Command Configuration (AVSCC), byte 264.
   */
  public int adminVendorSpecificCommandConfiguration() {
    return Le.u8(bytes, 264);
  }

  /**
   * {@return bit 0 is set if autonomous power state transitions are supported} Autonomous Power
   * State Transition Attributes (APSTA), byte 265.
   */
  public int autonomousPowerStateTransitionAttributes() {
    return Le.u8(bytes, 265);
  }

  /**
   * {@return the temperature in kelvins from which on the controller is too hot; 0 if not reported}
   * Warning Composite Temperature Threshold (WCTEMP), bytes 266 to 267.
   */
  public int warningCompositeTemperatureThreshold() {
    return Le.u16(bytes, 266);
  }

  /**
   * {@return the temperature in kelvins from which on the controller is dangerously hot; 0 if not
   * reported} Critical Composite Temperature Threshold (CCTEMP), bytes 268 to 269.
   */
  public int criticalCompositeTemperatureThreshold() {
    return Le.u16(bytes, 268);
  }

  /**
   * {@return units of 100 milliseconds the controller may stop to activate firmware; 0 if
   * undefined} Maximum Time for Firmware Activation (MTFA), bytes 270 to 271.
   */
  public int maximumTimeForFirmwareActivation() {
    return Le.u16(bytes, 270);
  }

  /**
   * {@return the size in units of 4 KiB; 0 if the Host Memory Buffer is not supported} Host Memory
   * Buffer Preferred Size (HMPRE), bytes 272 to 275.
   */
  public long hostMemoryBufferPreferredSize() {
    return Le.u32(bytes, 272);
  }

  /**
   * {@return the size in units of 4 KiB; 0 for no minimum} Host Memory Buffer Minimum Size (HMMIN),
   * bytes 276 to 279.
   */
  public long hostMemoryBufferMinimumSize() {
    return Le.u32(bytes, 276);
  }

  /**
   * {@return the capacity this controller can reach, in bytes; 0 without Namespace Management}
   * Total NVM Capacity (TNVMCAP), bytes 280 to 295.
   */
  public BigInteger totalNvmCapacity() {
    return Le.u128(bytes, 280);
  }

  /**
   * {@return the capacity no namespace uses, in bytes; 0 without Namespace Management} Unallocated
   * NVM Capacity (UNVMCAP), bytes 296 to 311.
   */
  public BigInteger unallocatedNvmCapacity() {
    return Le.u128(bytes, 296);
  }

  /** {@return the blocks} Replay Protected Memory Block Support (RPMBS), bytes 312 to 315. */
  public ReplayProtectedMemoryBlockSupport replayProtectedMemoryBlockSupport() {
    return new ReplayProtectedMemoryBlockSupport(Le.u32(bytes, 312));
  }

  /**
   * {@return minutes an extended self-test takes in power state 0} Extended Device Self-test Time
   * (EDSTT), bytes 316 to 317.
   */
  public int extendedDeviceSelfTestTime() {
    return Le.u16(bytes, 316);
  }

  /** {@return the options} Device Self-test Options (DSTO), byte 318. */
  public DeviceSelfTestOptions deviceSelfTestOptions() {
    return new DeviceSelfTestOptions(Le.u8(bytes, 318));
  }

  /**
   * {@return granularity and alignment of Firmware Image Download in units of 4 KiB; 0 if not
   * reported, 255 for no restriction} Firmware Update Granularity (FWUG), byte 319.
   */
  public int firmwareUpdateGranularity() {
    return Le.u8(bytes, 319);
  }

  /**
   * {@return the granularity of the Keep Alive Timer in units of 100 milliseconds; 0 if not
   * supported} Keep Alive Support (KAS), bytes 320 to 321.
   */
  public int keepAliveSupport() {
    return Le.u16(bytes, 320);
  }

  /**
   * {@return bit 0 is set if host controlled thermal management is supported} Host Controlled
   * Thermal Management Attributes (HCTMA), bytes 322 to 323.
   */
  public int hostControlledThermalManagementAttributes() {
    return Le.u16(bytes, 322);
  }

  /**
   * {@return the lowest temperature in kelvins the host may ask for; 0 if not reported} Minimum
   * Thermal Management Temperature (MNTMT), bytes 324 to 325.
   */
  public int minimumThermalManagementTemperature() {
    return Le.u16(bytes, 324);
  }

  /**
   * {@return the highest temperature in kelvins the host may ask for; 0 if not reported} Maximum
   * Thermal Management Temperature (MXTMT), bytes 326 to 327.
   */
  public int maximumThermalManagementTemperature() {
    return Le.u16(bytes, 326);
  }

  /** {@return the capabilities} Sanitize Capabilities (SANICAP), bytes 328 to 331. */
  public SanitizeCapabilities sanitizeCapabilities() {
    return new SanitizeCapabilities(Le.u32(bytes, 328));
  }

  /**
   * {@return the size in units of 4 KiB; 0 for no limit} Host Memory Buffer Minimum Descriptor
   * Entry Size (HMMINDS), bytes 332 to 335.
   */
  public long hostMemoryBufferMinimumDescriptorEntrySize() {
    return Le.u32(bytes, 332);
  }

  /**
   * {@return the number of descriptors the controller can use; 0 for no limit} Host Memory Maximum
   * Descriptors Entries (HMMAXD), bytes 336 to 337.
   */
  public int hostMemoryMaximumDescriptorsEntries() {
    return Le.u16(bytes, 336);
  }

  /**
   * {@return the largest NVM Set Identifier of the NVM subsystem} NVM Set Identifier Maximum
   * (NSETIDMAX), bytes 338 to 339.
   */
  public int nvmSetIdentifierMaximum() {
    return Le.u16(bytes, 338);
  }

  /**
   * {@return the largest Endurance Group Identifier of the NVM subsystem} Endurance Group
   * Identifier Maximum (ENDGIDMAX), bytes 340 to 341.
   */
  public int enduranceGroupIdentifierMaximum() {
    return Le.u16(bytes, 340);
  }

  /**
   * {@return seconds a transition between ANA states may take; 0 without ANA} ANA Transition Time
   * (ANATT), byte 342.
   */
  public int anaTransitionTime() {
    return Le.u8(bytes, 342);
  }

  /** {@return the capabilities} Asymmetric Namespace Access Capabilities (ANACAP), byte 343. */
  public AnaCapabilities asymmetricNamespaceAccessCapabilities() {
    return new AnaCapabilities(Le.u8(bytes, 343));
  }

  /**
   * {@return the largest ANA Group Identifier of the NVM subsystem; 0 without ANA} ANA Group
   * Identifier Maximum (ANAGRPMAX), bytes 344 to 347.
   */
  public long anaGroupIdentifierMaximum() {
    return Le.u32(bytes, 344);
  }

  /**
   * {@return the number of ANA groups of this controller; 0 without ANA} Number of ANA Group
   * Identifiers (NANAGRPID), bytes 348 to 351.
   */
  public long numberOfAnaGroupIdentifiers() {
    return Le.u32(bytes, 348);
  }

  /**
   * {@return the largest size of the Persistent Event log in units of 64 KiB} Persistent Event Log
   * Size (PELS), bytes 352 to 355.
   */
  public long persistentEventLogSize() {
    return Le.u32(bytes, 352);
  }

  /**
   * {@return the domain of this controller; 0 if there is only one} Domain Identifier (DID), bytes
   * 356 to 357.
   */
  public int domainIdentifier() {
    return Le.u16(bytes, 356);
  }

  /** {@return the capabilities} Key Per I/O Capabilities (KPIOC), byte 358. */
  public KeyPerIoCapabilities keyPerIoCapabilities() {
    return new KeyPerIoCapabilities(Le.u8(bytes, 358));
  }

  /**
   * {@return units of 100 milliseconds Firmware Commit may take to activate without a reset; 0 if
   * not reported} Maximum Processing Time for Firmware Activation Without Reset (MPTFAWR), bytes
   * 360 to 361.
   */
  public int maximumProcessingTimeForFirmwareActivationWithoutReset() {
    return Le.u16(bytes, 360);
  }

  /**
   * {@return the largest capacity of one Endurance Group, in bytes; 0 if not reported} Max
   * Endurance Group Capacity (MEGCAP), bytes 368 to 383.
   */
  public BigInteger maxEnduranceGroupCapacity() {
    return Le.u128(bytes, 368);
  }

  /**
   * {@return bits 2:0 are the largest hysteresis in kelvins; 0 if not supported} Temperature
   * Threshold Hysteresis Attributes (TMPTHHA), byte 384.
   */
  public int temperatureThresholdHysteresisAttributes() {
    return Le.u8(bytes, 384);
  }

  /**
   * {@return bits 1:0 are the scale of {@link #maximumUnlimitedPower()}; reserved (0) up to
   * revision 2.1} Maximum Unlimited Power Attributes (MUPA), byte 385.
   */
  public int maximumUnlimitedPowerAttributes() {
    return Le.u8(bytes, 385);
  }

  /**
   * {@return milliseconds the controller may need to quiesce after communication is lost; 0 if not
   * reported} Command Quiesce Time (CQT), bytes 386 to 387.
   */
  public int commandQuiesceTime() {
    return Le.u16(bytes, 386);
  }

  /**
   * {@return the field undecoded; reserved (0) up to revision 2.1} Configurable Device Personality
   * Attributes (CDPA), bytes 388 to 389.
   */
  public int configurableDevicePersonalityAttributes() {
    return Le.u16(bytes, 388);
  }

  /**
   * {@return the power of power state 0 without a power limit, in the scale that {@link
   * #maximumUnlimitedPowerAttributes()} names; reserved (0) up to revision 2.1} Maximum Unlimited
   * Power (MUP), bytes 390 to 391.
   */
  public int maximumUnlimitedPower() {
    return Le.u16(bytes, 390);
  }

  /**
   * {@return the longest interval between samples, a value in bits 7:0 and its scale in 15:8;
   * reserved (0) up to revision 2.1} Interval Power Measurement Sample Rate (IPMSR), bytes 392 to
   * 393.
   */
  public int intervalPowerMeasurementSampleRate() {
    return Le.u16(bytes, 392);
  }

  /**
   * {@return the longest stop measurement time, undecoded; reserved (0) up to revision 2.1} Maximum
   * Stop Measurement Time (MSMT), bytes 394 to 395.
   */
  public int maximumStopMeasurementTime() {
    return Le.u16(bytes, 394);
  }

  /**
   * {@return the sizes of I/O submission queue entries} Submission Queue Entry Size (SQES), byte
   * 512.
   */
  public QueueEntrySize submissionQueueEntrySize() {
    return new QueueEntrySize(Le.u8(bytes, 512));
  }

  /**
   * {@return the sizes of I/O completion queue entries} Completion Queue Entry Size (CQES), byte
   * 513.
   */
  public QueueEntrySize completionQueueEntrySize() {
    return new QueueEntrySize(Le.u8(bytes, 513));
  }

  /**
   * {@return the number of commands the controller processes at once for one queue; 0 if not
   * reported} Maximum Outstanding Commands (MAXCMD), bytes 514 to 515.
   */
  public int maximumOutstandingCommands() {
    return Le.u16(bytes, 514);
  }

  /**
   * {@return the largest valid namespace identifier; not the number of namespaces that exist}
   * Number of Namespaces (NN), bytes 516 to 519.
   */
  public long numberOfNamespaces() {
    return Le.u32(bytes, 516);
  }

  /** {@return the commands} Optional NVM Command Support (ONCS), bytes 520 to 521. */
  public OptionalNvmCommands optionalNvmCommandSupport() {
    return new OptionalNvmCommands(Le.u16(bytes, 520));
  }

  /**
   * {@return bit 0 is set if Compare and Write may be fused} Fused Operation Support (FUSES), bytes
   * 522 to 523.
   */
  public int fusedOperationSupport() {
    return Le.u16(bytes, 522);
  }

  /** {@return the attributes} Format NVM Attributes (FNA), byte 524. */
  public FormatNvmAttributes formatNvmAttributes() {
    return new FormatNvmAttributes(Le.u8(bytes, 524));
  }

  /** {@return the attributes} Volatile Write Cache (VWC), byte 525. */
  public VolatileWriteCache volatileWriteCache() {
    return new VolatileWriteCache(Le.u8(bytes, 525));
  }

  /**
   * {@return the size in logical blocks of a write that is atomic in normal operation, 0's based}
   * Atomic Write Unit Normal (AWUN), bytes 526 to 527.
   */
  public int atomicWriteUnitNormal() {
    return Le.u16(bytes, 526);
  }

  /**
   * {@return the size in logical blocks of a write that is atomic when power fails, 0's based}
   * Atomic Write Unit Power Fail (AWUPF), bytes 528 to 529.
   */
  public int atomicWriteUnitPowerFail() {
    return Le.u16(bytes, 528);
  }

  /**
   * {@return bit 0 is set if vendor specific I/O commands have the standard format} I/O Command Set
   * Vendor Specific Command Configuration (ICSVSCC), byte 530.
   */
  public int ioCommandSetVendorSpecificCommandConfiguration() {
    return Le.u8(bytes, 530);
  }

  /** {@return the capabilities} Namespace Write Protection Capabilities (NWPC), byte 531. */
  public NamespaceWriteProtectionCapabilities namespaceWriteProtectionCapabilities() {
    return new NamespaceWriteProtectionCapabilities(Le.u8(bytes, 531));
  }

  /**
   * {@return the size in logical blocks of a fused Compare and Write that is atomic, 0's based}
   * Atomic Compare &amp; Write Unit (ACWU), bytes 532 to 533.
   */
  public int atomicCompareAndWriteUnit() {
    return Le.u16(bytes, 532);
  }

  /**
   * {@return bit n is set if Copy Descriptor Format n is supported, n from 0 to 4} Copy Descriptor
   * Formats Supported (CDFS), bytes 534 to 535.
   */
  public int copyDescriptorFormatsSupported() {
    return Le.u16(bytes, 534);
  }

  /**
   * {@return what the controller can do with scatter gather lists} SGL Support (SGLS), bytes 536 to
   * 539.
   */
  public SglSupport sglSupport() {
    return new SglSupport(Le.u32(bytes, 536));
  }

  /**
   * {@return the number of namespaces the NVM subsystem can have; 0 if it is up to {@link
   * #numberOfNamespaces()}} Maximum Number of Allowed Namespaces (MNAN), bytes 540 to 543.
   */
  public long maximumNumberOfAllowedNamespaces() {
    return Le.u32(bytes, 540);
  }

  /**
   * {@return the sum of attached namespaces over the I/O controllers of the domain; 0 for no limit}
   * Maximum Domain Namespace Attachments (MAXDNA), bytes 544 to 559.
   */
  public BigInteger maximumDomainNamespaceAttachments() {
    return Le.u128(bytes, 544);
  }

  /**
   * {@return the number of namespaces that can be attached to this controller; 0 for no limit}
   * Maximum I/O Controller Namespace Attachments (MAXCNA), bytes 560 to 563.
   */
  public long maximumIoControllerNamespaceAttachments() {
    return Le.u32(bytes, 560);
  }

  /**
   * {@return how many I/O commands, over all queues, the controller likes best; 0 if not reported}
   * Optimal Aggregated Queue Depth (OAQD), bytes 564 to 567.
   */
  public long optimalAggregatedQueueDepth() {
    return Le.u32(bytes, 564);
  }

  /**
   * {@return days without power after which the host should refresh; 0 if not reported} Recommended
   * Host-Initiated Refresh Interval (RHIRI), byte 568.
   */
  public int recommendedHostInitiatedRefreshInterval() {
    return Le.u8(bytes, 568);
  }

  /**
   * {@return minutes a Host-Initiated Refresh takes; 0 if not reported} Host-Initiated Refresh Time
   * (HIRT), byte 569.
   */
  public int hostInitiatedRefreshTime() {
    return Le.u8(bytes, 569);
  }

  /**
   * {@return the number of descriptors this controller supports} Controller Maximum Memory Range
   * Tracking Descriptors (CMMRTD), bytes 570 to 571.
   */
  public int controllerMaximumMemoryRangeTrackingDescriptors() {
    return Le.u16(bytes, 570);
  }

  /**
   * {@return the number of descriptors the NVM subsystem supports} NVM Subsystem Maximum Memory
   * Range Tracking Descriptors (NMMRTD), bytes 572 to 573.
   */
  public int nvmSubsystemMaximumMemoryRangeTrackingDescriptors() {
    return Le.u16(bytes, 572);
  }

  /**
   * {@return the smallest value of the Requested Memory Range Tracking Granularity field} Minimum
   * Memory Range Tracking Granularity (MINMRTG), byte 574.
   */
  public int minimumMemoryRangeTrackingGranularity() {
    return Le.u8(bytes, 574);
  }

  /**
   * {@return the largest value of the Requested Memory Range Tracking Granularity field} Maximum
   * Memory Range Tracking Granularity (MAXMRTG), byte 575.
   */
  public int maximumMemoryRangeTrackingGranularity() {
    return Le.u8(bytes, 575);
  }

  /** {@return the attributes} Tracking Attributes (TRATTR), byte 576. */
  public TrackingAttributes trackingAttributes() {
    return new TrackingAttributes(Le.u8(bytes, 576));
  }

  /**
   * {@return the number of User Data Migration Queues of this controller} Maximum Controller User
   * Data Migration Queues (MCUDMQ), bytes 578 to 579.
   */
  public int maximumControllerUserDataMigrationQueues() {
    return Le.u16(bytes, 578);
  }

  /**
   * {@return the number of User Data Migration Queues of the NVM subsystem} Maximum NVM Subsystem
   * User Data Migration Queues (MNSUDMQ), bytes 580 to 581.
   */
  public int maximumNvmSubsystemUserDataMigrationQueues() {
    return Le.u16(bytes, 580);
  }

  /**
   * {@return the number of memory ranges of one Controller Data Queue; 0 if not reported} Maximum
   * CDQ Memory Ranges (MCMR), bytes 582 to 583.
   */
  public int maximumCdqMemoryRanges() {
    return Le.u16(bytes, 582);
  }

  /**
   * {@return the number of memory ranges of all Controller Data Queues; 0 if not reported} NVM
   * Subsystem Maximum CDQ Memory Ranges (NMCMR), bytes 584 to 585.
   */
  public int nvmSubsystemMaximumCdqMemoryRanges() {
    return Le.u16(bytes, 584);
  }

  /**
   * {@return the number of PRPs in the list of a Controller Data Queue command; 0 if not reported}
   * Maximum Controller Data Queue PRP Count (MCDQPC), bytes 586 to 587.
   */
  public int maximumControllerDataQueuePrpCount() {
    return Le.u16(bytes, 586);
  }

  /**
   * {@return the NQN of the NVM subsystem; empty before NVMe 1.2.1} NVM Subsystem NVMe Qualified
   * Name (SUBNQN), bytes 768 to 1023.
   */
  public String nvmSubsystemNvmeQualifiedName() {
    return Le.utf8(bytes, 768, 256);
  }

  /**
   * {@return the size in units of 16 bytes; Fabrics only} I/O Queue Command Capsule Supported Size
   * (IOCCSZ), bytes 1792 to 1795.
   */
  public long ioQueueCommandCapsuleSupportedSize() {
    return Le.u32(bytes, 1792);
  }

  /**
   * {@return the size in units of 16 bytes; Fabrics only} I/O Queue Response Capsule Supported Size
   * (IORCSZ), bytes 1796 to 1799.
   */
  public long ioQueueResponseCapsuleSupportedSize() {
    return Le.u32(bytes, 1796);
  }

  /**
   * {@return where data start after the submission queue entry, in units of 16 bytes; Fabrics only}
   * In Capsule Data Offset (ICDOFF), bytes 1800 to 1801.
   */
  public int inCapsuleDataOffset() {
    return Le.u16(bytes, 1800);
  }

  /** {@return the attributes; Fabrics only} Fabrics Controller Attributes (FCATT), byte 1802. */
  public FabricsControllerAttributes fabricsControllerAttributes() {
    return new FabricsControllerAttributes(Le.u8(bytes, 1802));
  }

  /**
   * {@return the number of descriptors in a capsule, 0 for no limit; Fabrics only} Maximum SGL Data
   * Block Descriptors (MSDBD), byte 1803.
   */
  public int maximumSglDataBlockDescriptors() {
    return Le.u8(bytes, 1803);
  }

  /**
   * {@return bit 0 is set if Disconnect is supported; Fabrics only} Optional Fabrics Commands
   * Support (OFCS), bytes 1804 to 1805.
   */
  public int optionalFabricsCommandsSupport() {
    return Le.u16(bytes, 1804);
  }

  /**
   * {@return 0 if not reported, 1 for a direct (DDC), 2 for a centralized discovery controller
   * (CDC)} Discovery Controller Type (DCTYPE), byte 1806.
   */
  public int discoveryControllerType() {
    return Le.u8(bytes, 1806);
  }

  /**
   * {@return how many Cross-Controller Resets may be in progress; reserved (0) up to revision 2.1}
   * Cross-Controller Reset Limit (CCRL), byte 1807.
   */
  public int crossControllerResetLimit() {
    return Le.u8(bytes, 1807);
  }

  /**
   * The Power State Descriptors (PSD0 to PSD31), bytes 2048 to 3071, of the states the controller
   * supports.
   *
   * @return one descriptor for each power state from 0 on: 1 to 32 of them, unmodifiable
   */
  public List<PowerStateDescriptor> powerStates() {
    int count = Math.min(numberOfPowerStatesSupport() + 1, 32);
    List<PowerStateDescriptor> states = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = 2048 + i * PowerStateDescriptor.SIZE;
      states.add(
          new PowerStateDescriptor(
              i, Arrays.copyOfRange(bytes, from, from + PowerStateDescriptor.SIZE)));
    }
    return List.copyOf(states);
  }

  /**
   * Vendor Specific (VS), bytes 3072 to 4095.
   *
   * @return the 1024 bytes, read-only and little-endian
   */
  public ByteBuffer vendorSpecific() {
    return Le.view(bytes).slice(3072, 1024).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "IdentifyController[modelNumber="
        + modelNumber()
        + ", serialNumber="
        + serialNumber()
        + ", firmwareRevision="
        + firmwareRevision()
        + ", version="
        + version()
        + ", controllerId="
        + controllerId()
        + ", maximumDataTransferSize="
        + maximumDataTransferSize()
        + ", numberOfNamespaces="
        + numberOfNamespaces()
        + "]";
  }

  /** Values of the Controller Type field. */
  public enum ControllerType {
    /** 0h: the controller does not say. */
    NOT_REPORTED,
    /** 1h: an I/O controller. */
    IO,
    /** 2h: a discovery controller. */
    DISCOVERY,
    /** 3h: an administrative controller, without I/O queues. */
    ADMINISTRATIVE,
    /** Any other value. */
    RESERVED
  }

  /**
   * Controller Multi-Path I/O and Namespace Sharing Capabilities (CMIC).
   *
   * @param value the field as the drive reports it
   */
  public record MultiPathAndNamespaceSharingCapabilities(int value) {

    /** {@return whether the NVM subsystem may have more than one port} Multiple Ports, bit 0. */
    public boolean multiplePorts() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the NVM subsystem may have more than one controller} Multiple Controllers,
     * bit 1.
     */
    public boolean multipleControllers() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the controller is that of an SR-IOV virtual function} Function Type, bit 2.
     */
    public boolean srIovVirtualFunction() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the NVM subsystem reports asymmetric namespace access} Asymmetric Namespace
     * Access Reporting Support, bit 3.
     */
    public boolean asymmetricNamespaceAccessReporting() {
      return Le.bit(value, 3);
    }
  }

  /**
   * Optional Asynchronous Events Supported (OAES). Each bit stands for an event the controller can
   * send.
   *
   * @param value the field as the drive reports it
   */
  public record OptionalAsynchronousEvents(long value) {

    /** {@return whether it can send this event} Attached Namespace Attribute Notices, bit 8. */
    public boolean attachedNamespaceAttributeNotices() {
      return Le.bit(value, 8);
    }

    /** {@return whether it can send this event} Firmware Activation Notices, bit 9. */
    public boolean firmwareActivationNotices() {
      return Le.bit(value, 9);
    }

    /**
     * {@return whether it can send this event} Asymmetric Namespace Access Change Notices, bit 11.
     */
    public boolean asymmetricNamespaceAccessChangeNotices() {
      return Le.bit(value, 11);
    }

    /**
     * {@return whether it can send this event} Predictable Latency Event Aggregate Log Change
     * Notices, bit 12.
     */
    public boolean predictableLatencyEventAggregateLogChangeNotices() {
      return Le.bit(value, 12);
    }

    /** {@return whether it can send this event} LBA Status Information Alert Notices, bit 13. */
    public boolean lbaStatusInformationAlertNotices() {
      return Le.bit(value, 13);
    }

    /**
     * {@return whether it can send this event} Endurance Group Event Aggregate Log Page Change
     * Notices, bit 14.
     */
    public boolean enduranceGroupEventAggregateLogPageChangeNotices() {
      return Le.bit(value, 14);
    }

    /** {@return whether it can send this event} Normal NVM Subsystem Shutdown, bit 15. */
    public boolean normalNvmSubsystemShutdown() {
      return Le.bit(value, 15);
    }

    /**
     * {@return whether it can send this event} Temperature Threshold Hysteresis Recovery, bit 16.
     */
    public boolean temperatureThresholdHysteresisRecovery() {
      return Le.bit(value, 16);
    }

    /**
     * {@return whether it can send this event} Reachability Groups Change Notices Support, bit 17.
     */
    public boolean reachabilityGroupsChangeNotices() {
      return Le.bit(value, 17);
    }

    /** {@return whether it can send this event} Allocated Namespace Attribute Notices, bit 19. */
    public boolean allocatedNamespaceAttributeNotices() {
      return Le.bit(value, 19);
    }

    /** {@return whether it can send this event} Zone Descriptor Changed Notices, bit 27. */
    public boolean zoneDescriptorChangedNotices() {
      return Le.bit(value, 27);
    }

    /** {@return whether it can send this event} Discovery Log Page Change Notification, bit 31. */
    public boolean discoveryLogPageChangeNotification() {
      return Le.bit(value, 31);
    }
  }

  /**
   * Controller Attributes (CTRATT).
   *
   * @param value the field as the drive reports it
   */
  public record ControllerAttributes(long value) {

    /** {@return whether a host identifier may have 128 bits} Host Identifier Support, bit 0. */
    public boolean hostIdentifier128Bit() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the host can forbid more power in non-operational power states}
     * Non-Operational Power State Permissive Mode, bit 1.
     */
    public boolean nonOperationalPowerStatePermissiveMode() {
      return Le.bit(value, 1);
    }

    /** {@return whether NVM Sets are supported} NVM Sets, bit 2. */
    public boolean nvmSets() {
      return Le.bit(value, 2);
    }

    /** {@return whether Read Recovery Levels are supported} Read Recovery Levels, bit 3. */
    public boolean readRecoveryLevels() {
      return Le.bit(value, 3);
    }

    /** {@return whether Endurance Groups are supported} Endurance Groups, bit 4. */
    public boolean enduranceGroups() {
      return Le.bit(value, 4);
    }

    /** {@return whether Predictable Latency Mode is supported} Predictable Latency Mode, bit 5. */
    public boolean predictableLatencyMode() {
      return Le.bit(value, 5);
    }

    /**
     * {@return whether any command keeps the controller alive} Traffic Based Keep Alive Support,
     * bit 6.
     */
    public boolean trafficBasedKeepAlive() {
      return Le.bit(value, 6);
    }

    /**
     * {@return whether the controller reports Namespace Granularity} Namespace Granularity, bit 7.
     */
    public boolean namespaceGranularity() {
      return Le.bit(value, 7);
    }

    /** {@return whether SQ Associations are supported} SQ Associations, bit 8. */
    public boolean sqAssociations() {
      return Le.bit(value, 8);
    }

    /** {@return whether the controller reports a UUID List} UUID List, bit 9. */
    public boolean uuidList() {
      return Le.bit(value, 9);
    }

    /** {@return whether the NVM subsystem has domains} Multi-Domain Subsystem, bit 10. */
    public boolean multiDomainSubsystem() {
      return Le.bit(value, 10);
    }

    /**
     * {@return whether Fixed Capacity Management is supported} Fixed Capacity Management, bit 11.
     */
    public boolean fixedCapacityManagement() {
      return Le.bit(value, 11);
    }

    /**
     * {@return whether Variable Capacity Management is supported} Variable Capacity Management, bit
     * 12.
     */
    public boolean variableCapacityManagement() {
      return Le.bit(value, 12);
    }

    /** {@return whether an Endurance Group can be deleted} Delete Endurance Group, bit 13. */
    public boolean deleteEnduranceGroup() {
      return Le.bit(value, 13);
    }

    /** {@return whether an NVM Set can be deleted} Delete NVM Set, bit 14. */
    public boolean deleteNvmSet() {
      return Le.bit(value, 14);
    }

    /**
     * {@return whether extended protection information formats are supported} Extended LBA Formats
     * Supported, bit 15.
     */
    public boolean extendedLbaFormats() {
      return Le.bit(value, 15);
    }

    /**
     * {@return whether interleaved metadata do not count in transfer sizes} MDTS and Size Limits
     * Exclude Metadata, bit 16.
     */
    public boolean mdtsAndSizeLimitsExcludeMetadata() {
      return Le.bit(value, 16);
    }

    /**
     * {@return whether access to host memory can be restricted in non-operational power states} HMB
     * Restrict Non-Operational Power State Access, bit 17.
     */
    public boolean hmbRestrictNonOperationalPowerStateAccess() {
      return Le.bit(value, 17);
    }

    /**
     * {@return whether reservations need a host identifier other than zero} Reservations and Host
     * Identifier Interaction, bit 18.
     */
    public boolean reservationsAndHostIdentifierInteraction() {
      return Le.bit(value, 18);
    }

    /**
     * {@return whether Flexible Data Placement is supported} Flexible Data Placement Support, bit
     * 19.
     */
    public boolean flexibleDataPlacement() {
      return Le.bit(value, 19);
    }
  }

  /**
   * Boot Partition Capabilities (BPCAP).
   *
   * @param value the field as the drive reports it
   */
  public record BootPartitionCapabilities(int value) {

    /**
     * {@return 0 if not specified, 1 if not supported, 2 if supported} RPMB Boot Partition Write
     * Protection Support, bits 1:0.
     */
    public int rpmbBootPartitionWriteProtection() {
      return value & 0x3;
    }

    /**
     * {@return whether Set Features can write protect boot partitions} Set Features Boot Partition
     * Write Protection Support, bit 2.
     */
    public boolean setFeaturesBootPartitionWriteProtection() {
      return Le.bit(value, 2);
    }
  }

  /**
   * Power Loss Signaling Information (PLSI).
   *
   * @param value the field as the drive reports it
   */
  public record PowerLossSignalingInformation(int value) {

    /**
     * {@return whether Power Loss Signaling with Emergency Power Fail is supported} PLS Emergency
     * Power Fail, bit 0.
     */
    public boolean emergencyPowerFail() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether Power Loss Signaling with Forced Quiescence is supported} PLS Forced
     * Quiescence, bit 1.
     */
    public boolean forcedQuiescence() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Controller Reachability Capabilities (CRCAP).
   *
   * @param value the field as the drive reports it
   */
  public record ReachabilityCapabilities(int value) {

    /**
     * {@return whether the NVM subsystem supports Reachability Reporting} Reachability Reporting
     * Supported, bit 0.
     */
    public boolean reachabilityReporting() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the group of a namespace does not change while it is attached} Reachability
     * Group ID Changeable, bit 1.
     */
    public boolean reachabilityGroupIdFixedWhileAttached() {
      return Le.bit(value, 1);
    }
  }

  /**
   * NVM Subsystem Report (NVMSR).
   *
   * @param value the field as the drive reports it
   */
  public record NvmSubsystemReport(int value) {

    /**
     * {@return whether the NVM subsystem is part of an NVMe Storage Device} NVMe Storage Device,
     * bit 0.
     */
    public boolean nvmeStorageDevice() {
      return Le.bit(value, 0);
    }

    /** {@return whether the NVM subsystem is part of an NVMe Enclosure} NVMe Enclosure, bit 1. */
    public boolean nvmeEnclosure() {
      return Le.bit(value, 1);
    }
  }

  /**
   * VPD Write Cycle Information (VWCI).
   *
   * @param value the field as the drive reports it
   */
  public record VpdWriteCycleInformation(int value) {

    /**
     * {@return the number of times, in units of 256 bytes; 127 means at least that} VPD Write
     * Cycles Remaining, bits 6:0.
     */
    public int vpdWriteCyclesRemaining() {
      return value & 0x7f;
    }

    /** {@return whether that number is valid} VPD Write Cycles Remaining Valid, bit 7. */
    public boolean vpdWriteCyclesRemainingValid() {
      return Le.bit(value, 7);
    }
  }

  /**
   * Management Endpoint Capabilities (MEC).
   *
   * @param value the field as the drive reports it
   */
  public record ManagementEndpointCapabilities(int value) {

    /**
     * {@return whether there is a Management Endpoint on a 2-Wire (SMBus/I2C) port} 2-Wire Port
     * Management Endpoint, bit 0.
     */
    public boolean twoWirePort() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether there is a Management Endpoint on a PCIe port} PCIe Port Management
     * Endpoint, bit 1.
     */
    public boolean pciePort() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Optional Admin Command Support (OACS).
   *
   * @param value the field as the drive reports it
   */
  public record OptionalAdminCommands(int value) {

    /**
     * {@return whether the controller supports Security Send and Security Receive} Security Send
     * Receive Supported, bit 0.
     */
    public boolean securitySendReceive() {
      return Le.bit(value, 0);
    }

    /** {@return whether the controller supports Format NVM} Format NVM Supported, bit 1. */
    public boolean formatNvm() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the controller supports Firmware Commit and Firmware Image Download}
     * Firmware Download Supported, bit 2.
     */
    public boolean firmwareDownload() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the controller supports Namespace Management and Namespace Attachment}
     * Namespace Management Supported, bit 3.
     */
    public boolean namespaceManagement() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether the controller supports Device Self-test} Device Self-test Supported, bit 4.
     */
    public boolean deviceSelfTest() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether the controller supports Directive Send and Directive Receive} Directives
     * Supported, bit 5.
     */
    public boolean directives() {
      return Le.bit(value, 5);
    }

    /**
     * {@return whether the controller supports NVMe-MI Send and NVMe-MI Receive} NVMe-MI Send
     * Receive Supported, bit 6.
     */
    public boolean nvmeMiSendReceive() {
      return Le.bit(value, 6);
    }

    /**
     * {@return whether the controller supports Virtualization Management} Virtualization Management
     * Supported, bit 7.
     */
    public boolean virtualizationManagement() {
      return Le.bit(value, 7);
    }

    /**
     * {@return whether the controller supports Doorbell Buffer Config} Doorbell Buffer Config
     * Supported, bit 8.
     */
    public boolean doorbellBufferConfig() {
      return Le.bit(value, 8);
    }

    /** {@return whether the controller supports Get LBA Status} Get LBA Status Supported, bit 9. */
    public boolean getLbaStatus() {
      return Le.bit(value, 9);
    }

    /**
     * {@return whether the controller supports Lockdown} Command and Feature Lockdown Supported,
     * bit 10.
     */
    public boolean commandAndFeatureLockdown() {
      return Le.bit(value, 10);
    }

    /**
     * {@return whether the controller supports Host Managed Live Migration} Host Managed Live
     * Migration Support, bit 11.
     */
    public boolean hostManagedLiveMigration() {
      return Le.bit(value, 11);
    }
  }

  /**
   * Firmware Updates (FRMW).
   *
   * @param value the field as the drive reports it
   */
  public record FirmwareUpdates(int value) {

    /** {@return whether slot 1 cannot be written} First Firmware Slot Read Only, bit 0. */
    public boolean firstFirmwareSlotReadOnly() {
      return Le.bit(value, 0);
    }

    /** {@return the number of slots, 1 to 7} Number Of Firmware Slots, bits 3:1. */
    public int numberOfFirmwareSlots() {
      return value >>> 1 & 0x7;
    }

    /**
     * {@return whether firmware can be activated without a reset} Firmware Activation Without
     * Reset, bit 4.
     */
    public boolean firmwareActivationWithoutReset() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether the controller notices overlapping updates} Support Multiple Update
     * Detection, bit 5.
     */
    public boolean multipleUpdateDetection() {
      return Le.bit(value, 5);
    }
  }

  /**
   * Log Page Attributes (LPA).
   *
   * @param value the field as the drive reports it
   */
  public record LogPageAttributes(int value) {

    /**
     * {@return whether the SMART / Health Information log can be had for one namespace} SMART
     * Support, bit 0.
     */
    public boolean smartPerNamespace() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether there is a Commands Supported and Effects log} Commands Supported and
     * Effects Support, bit 1.
     */
    public boolean commandsSupportedAndEffects() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether Get Log Page takes long lengths and an offset} Log Page Extended Data
     * Support, bit 2.
     */
    public boolean extendedData() {
      return Le.bit(value, 2);
    }

    /** {@return whether there are Telemetry logs} Telemetry Support, bit 3. */
    public boolean telemetry() {
      return Le.bit(value, 3);
    }

    /** {@return whether there is a Persistent Event log} Persistent Event Support, bit 4. */
    public boolean persistentEvent() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether log pages 00h, 12h and 13h, and the scope in 05h, are supported}
     * Miscellaneous Log Page Support, bit 5.
     */
    public boolean miscellaneousLogPages() {
      return Le.bit(value, 5);
    }

    /** {@return whether Telemetry logs have Data Area 4} Data Area 4 Support, bit 6. */
    public boolean dataArea4() {
      return Le.bit(value, 6);
    }
  }

  /**
   * Replay Protected Memory Block Support (RPMBS).
   *
   * @param value the field as the drive reports it
   */
  public record ReplayProtectedMemoryBlockSupport(long value) {

    /** {@return the number of targets; 0 if not supported} Number of RPMB Units, bits 2:0. */
    public int numberOfRpmbUnits() {
      return (int) (value & 0x7);
    }

    /** {@return 0 for HMAC SHA-256} Authentication Method, bits 5:3. */
    public int authenticationMethod() {
      return (int) (value >>> 3 & 0x7);
    }

    /** {@return the size of each target in units of 128 KiB, 0's based} Total Size, bits 23:16. */
    public int totalSize() {
      return (int) (value >>> 16 & 0xff);
    }

    /**
     * {@return the size of one access in units of 512 bytes, 0's based} Access Size, bits 31:24.
     */
    public int accessSize() {
      return (int) (value >>> 24 & 0xff);
    }
  }

  /**
   * Device Self-test Options (DSTO).
   *
   * @param value the field as the drive reports it
   */
  public record DeviceSelfTestOptions(int value) {

    /**
     * {@return whether only one self-test can run in the NVM subsystem} Single Device Self-test
     * Operation, bit 0.
     */
    public boolean singleDeviceSelfTestOperation() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether Host-Initiated Refresh is supported} Host-Initiated Refresh Support, bit 1.
     */
    public boolean hostInitiatedRefresh() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Sanitize Capabilities (SANICAP).
   *
   * @param value the field as the drive reports it
   */
  public record SanitizeCapabilities(long value) {

    /**
     * {@return whether the controller supports the Crypto Erase sanitize operation} Crypto Erase
     * Support, bit 0.
     */
    public boolean cryptoErase() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the controller supports the Block Erase sanitize operation} Block Erase
     * Support, bit 1.
     */
    public boolean blockErase() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the controller supports the Overwrite sanitize operation} Overwrite Support,
     * bit 2.
     */
    public boolean overwrite() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the controller supports the Media Verification state} Verification Support,
     * bit 3.
     */
    public boolean verification() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether No-Deallocate After Sanitize is not honoured} No-Deallocate Inhibited, bit
     * 29.
     */
    public boolean noDeallocateInhibited() {
      return Le.bit(value, 29);
    }

    /**
     * {@return 0 if not defined, 1 if media are not modified further, 2 if they are} No-Deallocate
     * Modifies Media After Sanitize, bits 31:30.
     */
    public int noDeallocateModifiesMediaAfterSanitize() {
      return (int) (value >>> 30 & 0x3);
    }
  }

  /**
   * Asymmetric Namespace Access Capabilities (ANACAP).
   *
   * @param value the field as the drive reports it
   */
  public record AnaCapabilities(int value) {

    /** {@return whether the controller can report this state} Report ANA Optimized State, bit 0. */
    public boolean reportsOptimizedState() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the controller can report this state} Report ANA Non-Optimized State, bit 1.
     */
    public boolean reportsNonOptimizedState() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the controller can report this state} Report ANA Inaccessible State, bit 2.
     */
    public boolean reportsInaccessibleState() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the controller can report this state} Report ANA Persistent Loss State, bit
     * 3.
     */
    public boolean reportsPersistentLossState() {
      return Le.bit(value, 3);
    }

    /** {@return whether the controller can report this state} Report ANA Change State, bit 4. */
    public boolean reportsChangeState() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether the group of a namespace does not change while it is attached} ANA Group ID
     * Locked When Attached Support, bit 6.
     */
    public boolean groupIdLockedWhenAttached() {
      return Le.bit(value, 6);
    }

    /**
     * {@return whether Namespace Management takes an ANA group other than 0} ANA Group ID Support,
     * bit 7.
     */
    public boolean groupIdSupport() {
      return Le.bit(value, 7);
    }
  }

  /**
   * Key Per I/O Capabilities (KPIOC).
   *
   * @param value the field as the drive reports it
   */
  public record KeyPerIoCapabilities(int value) {

    /** {@return whether Key Per I/O is supported} Key Per I/O Supported, bit 0. */
    public boolean keyPerIoSupported() {
      return Le.bit(value, 0);
    }

    /** {@return whether it is enabled for all namespaces at once} Key Per I/O Scope, bit 1. */
    public boolean appliesToAllNamespaces() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Submission Queue Entry Size (SQES) and Completion Queue Entry Size (CQES). Both are powers of
   * two in bytes.
   *
   * @param value the field as the drive reports it
   */
  public record QueueEntrySize(int value) {

    /**
     * {@return the required size as a power of two in bytes: 2^n} Minimum I/O Queue Entry Size,
     * bits 3:0.
     */
    public int minimum() {
      return value & 0xf;
    }

    /**
     * {@return the largest size as a power of two in bytes: 2^n} Maximum I/O Queue Entry Size, bits
     * 7:4.
     */
    public int maximum() {
      return value >>> 4 & 0xf;
    }
  }

  /**
   * Optional NVM Command Support (ONCS).
   *
   * @param value the field as the drive reports it
   */
  public record OptionalNvmCommands(int value) {

    /** {@return whether the controller supports Compare} Compare Command Support, bit 0. */
    public boolean compare() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the controller supports Write Uncorrectable} Write Uncorrectable Support
     * Variants, bit 1.
     */
    public boolean writeUncorrectable() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the controller supports Dataset Management} Dataset Management Support
     * Variants, bit 2.
     */
    public boolean datasetManagement() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the controller supports Write Zeroes} Write Zeroes Support Variants, bit 3.
     */
    public boolean writeZeroes() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether Set Features can save and Get Features can select} Save and Select Feature
     * Support, bit 4.
     */
    public boolean saveAndSelectFeature() {
      return Le.bit(value, 4);
    }

    /** {@return whether the controller supports reservations} Reservations Support, bit 5. */
    public boolean reservations() {
      return Le.bit(value, 5);
    }

    /** {@return whether the controller supports the Timestamp feature} Timestamp Support, bit 6. */
    public boolean timestamp() {
      return Le.bit(value, 6);
    }

    /** {@return whether the controller supports Verify} Verify Support, bit 7. */
    public boolean verify() {
      return Le.bit(value, 7);
    }

    /** {@return whether the controller supports Copy} Copy Support, bit 8. */
    public boolean copy() {
      return Le.bit(value, 8);
    }

    /**
     * {@return whether the write of a Copy is one atomic write} NVM Copy Single Atomicity, bit 9.
     */
    public boolean copySingleAtomicity() {
      return Le.bit(value, 9);
    }

    /** {@return whether all copy operations are fast} NVM All Fast Copy, bit 10. */
    public boolean allFastCopy() {
      return Le.bit(value, 10);
    }

    /**
     * {@return whether the size limit of Write Zeroes depends on its Deallocate bit} Maximum Write
     * Zeroes with Deallocate, bit 11.
     */
    public boolean maximumWriteZeroesWithDeallocate() {
      return Le.bit(value, 11);
    }

    /**
     * {@return whether Write Zeroes has a Namespace Zeroes bit} Namespace Zeroes Support, bit 12.
     */
    public boolean namespaceZeroes() {
      return Le.bit(value, 12);
    }
  }

  /**
   * Format NVM Attributes (FNA).
   *
   * @param value the field as the drive reports it
   */
  public record FormatNvmAttributes(int value) {

    /** {@return whether a format is one of all namespaces} Format Namespace Scope, bit 0. */
    public boolean formatAppliesToAllNamespaces() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether a secure erase is one of all namespaces} Secure Erase Namespace Scope, bit
     * 1.
     */
    public boolean secureEraseAppliesToAllNamespaces() {
      return Le.bit(value, 1);
    }

    /** {@return whether cryptographic erase is supported} Cryptographic Erase Supported, bit 2. */
    public boolean cryptographicErase() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether Format NVM does <em>not</em> take namespace identifier FFFFFFFFh} Format NVM
     * Broadcast Support, bit 3.
     */
    public boolean broadcastNotSupported() {
      return Le.bit(value, 3);
    }
  }

  /**
   * Volatile Write Cache (VWC).
   *
   * @param value the field as the drive reports it
   */
  public record VolatileWriteCache(int value) {

    /** {@return whether there is a volatile write cache} Volatile Write Cache Present, bit 0. */
    public boolean present() {
      return Le.bit(value, 0);
    }

    /**
     * {@return what Flush does with namespace identifier FFFFFFFFh: 0 if not indicated, 2 if it is
     * refused, 3 if it flushes all namespaces} Flush Behavior, bits 2:1.
     */
    public int flushBehavior() {
      return value >>> 1 & 0x3;
    }
  }

  /**
   * Namespace Write Protection Capabilities (NWPC).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceWriteProtectionCapabilities(int value) {

    /**
     * {@return whether namespaces can be write protected} No Write Protect and Write Protect
     * Support, bit 0.
     */
    public boolean writeProtect() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether there is protection until the next power cycle} Write Protect Until Power
     * Cycle Support, bit 1.
     */
    public boolean writeProtectUntilPowerCycle() {
      return Le.bit(value, 1);
    }

    /** {@return whether there is protection for ever} Permanent Write Protect Support, bit 2. */
    public boolean permanentWriteProtect() {
      return Le.bit(value, 2);
    }
  }

  /**
   * SGL Support (SGLS).
   *
   * @param value the field as the drive reports it
   */
  public record SglSupport(long value) {

    /**
     * {@return 0 if SGLs are not supported, 1 if without restriction, 2 if dword aligned} SGL
     * Support, bits 1:0.
     */
    public int sglSupport() {
      return (int) (value & 0x3);
    }

    /**
     * {@return whether this descriptor is supported} Keyed SGL Data Block Descriptor Support, bit
     * 2.
     */
    public boolean keyedSglDataBlock() {
      return Le.bit(value, 2);
    }

    /**
     * {@return the number of descriptors recommended per command; 0 if not reported} SGL Descriptor
     * Threshold, bits 15:8.
     */
    public int sglDescriptorThreshold() {
      return (int) (value >>> 8 & 0xff);
    }

    /**
     * {@return whether this descriptor is supported} SGL Bit Bucket Descriptor Supported, bit 16.
     */
    public boolean sglBitBucket() {
      return Le.bit(value, 16);
    }

    /**
     * {@return whether a contiguous metadata buffer may be byte aligned} Metadata Buffer Alignment,
     * bit 17.
     */
    public boolean byteAlignedMetadataBuffer() {
      return Le.bit(value, 17);
    }

    /**
     * {@return whether an SGL may be longer than the data} Length Larger than Data Transfer
     * Support, bit 18.
     */
    public boolean lengthLargerThanDataTransfer() {
      return Le.bit(value, 18);
    }

    /**
     * {@return whether the metadata pointer may point to an SGL descriptor} MPTR SGL Descriptor
     * Support, bit 19.
     */
    public boolean mptrSglDescriptor() {
      return Le.bit(value, 19);
    }

    /** {@return whether an address may be an offset} SGL Address Offset Supported, bit 20. */
    public boolean sglAddressOffset() {
      return Le.bit(value, 20);
    }

    /**
     * {@return whether this descriptor is supported} Transport SGL Data Block Descriptor Support,
     * bit 21.
     */
    public boolean transportSglDataBlock() {
      return Le.bit(value, 21);
    }
  }

  /**
   * Tracking Attributes (TRATTR).
   *
   * @param value the field as the drive reports it
   */
  public record TrackingAttributes(int value) {

    /**
     * {@return whether changes of host memory can be tracked} Track Host Memory Changes Support,
     * bit 0.
     */
    public boolean trackHostMemoryChanges() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether changes of user data can be tracked} Track User Data Changes Support, bit 1.
     */
    public boolean trackUserDataChanges() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether tracked lengths must be powers of two} Memory Range Tracking Length Limit,
     * bit 2.
     */
    public boolean memoryRangeTrackingLengthLimit() {
      return Le.bit(value, 2);
    }
  }

  /**
   * Fabrics Controller Attributes (FCATT).
   *
   * @param value the field as the drive reports it
   */
  public record FabricsControllerAttributes(int value) {

    /**
     * {@return whether the controller model is static, not dynamic} Dynamic Controller Model
     * Support, bit 0.
     */
    public boolean staticControllerModel() {
      return Le.bit(value, 0);
    }

    /** {@return whether Connect takes an NVM Set} Non-Zero NVM Set ID Support, bit 1. */
    public boolean nonZeroNvmSetId() {
      return Le.bit(value, 1);
    }
  }
}
