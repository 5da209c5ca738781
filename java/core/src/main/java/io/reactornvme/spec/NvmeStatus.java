package io.reactornvme.spec;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The status a command ended with, as the controller gave it: the Status field of the completion
 * queue entry without its phase tag.
 *
 * <pre>
 *   14  13  12 11  10 .. 8  7 .... 0
 *  +---+---+------+-------+---------+
 *  |DNR| M | CRD  |  SCT  |   SC    |
 *  +---+---+------+-------+---------+
 * </pre>
 *
 * <p>Linux hands these 15 bits to user space as the positive result of a passthrough command; a
 * negative result is an errno and never becomes an {@code NvmeStatus}. Status of type path related
 * may also come from the host's driver itself: {@code 0x370} (Host Pathing Error) and {@code 0x371}
 * (Command Aborted By Host).
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     4.2.3, Status Field Definition</a>
 */
public final class NvmeStatus {

  /** Successful Completion: all 15 bits are zero. */
  public static final NvmeStatus SUCCESS = new NvmeStatus(0);

  private static final int MASK = 0x7fff;
  private static final int FIRST_VENDOR_SPECIFIC = 0xc0;

  /** SCT 0h. Codes 2Bh and 2Ch are of revisions after 2.1. */
  private static final @Nullable String[] GENERIC =
      names(
          """
          00 Successful Completion
          01 Invalid Command Opcode
          02 Invalid Field in Command
          03 Command ID Conflict
          04 Data Transfer Error
          05 Commands Aborted due to Power Loss Notification
          06 Internal Error
          07 Command Abort Requested
          08 Command Aborted due to SQ Deletion
          09 Command Aborted due to Failed Fused Command
          0A Command Aborted due to Missing Fused Command
          0B Invalid Namespace or Format
          0C Command Sequence Error
          0D Invalid SGL Segment Descriptor
          0E Invalid Number of SGL Descriptors
          0F Data SGL Length Invalid
          10 Metadata SGL Length Invalid
          11 SGL Descriptor Type Invalid
          12 Invalid Use of Controller Memory Buffer
          13 PRP Offset Invalid
          14 Atomic Write Unit Exceeded
          15 Operation Denied
          16 SGL Offset Invalid
          18 Host Identifier Inconsistent Format
          19 Keep Alive Timer Expired
          1A Keep Alive Timeout Invalid
          1B Command Aborted due to Preempt and Abort
          1C Sanitize Failed
          1D Sanitize In Progress
          1E SGL Data Block Granularity Invalid
          1F Command Not Supported for Queue in CMB
          20 Namespace is Write Protected
          21 Command Interrupted
          22 Transient Transport Error
          23 Command Prohibited by Command and Feature Lockdown
          24 Admin Command Media Not Ready
          25 Invalid Key Tag
          26 Host Dispersed Namespace Support Not Enabled
          27 Host Identifier Not Initialized
          28 Incorrect Key
          29 FDP Disabled
          2A Invalid Placement Handle List
          2B Sanitize Namespace Failed
          2C Sanitize Namespace In Progress
          80 LBA Out of Range
          81 Capacity Exceeded
          82 Namespace Not Ready
          83 Reservation Conflict
          84 Format In Progress
          85 Invalid Value Size
          86 Invalid Key Size
          87 KV Key Does Not Exist
          88 Unrecovered Error
          89 Key Exists
          """);

  /**
   * SCT 1h. Codes 3Ch to 41h are of revisions after 2.1. From 80h on the I/O command sets and the
   * Fabrics commands use the same codes; these are the former, since Linux issues Connect and its
   * kind itself.
   */
  private static final @Nullable String[] COMMAND_SPECIFIC =
      names(
          """
          00 Completion Queue Invalid
          01 Invalid Queue Identifier
          02 Invalid Queue Size
          03 Abort Command Limit Exceeded
          05 Asynchronous Event Request Limit Exceeded
          06 Invalid Firmware Slot
          07 Invalid Firmware Image
          08 Invalid Interrupt Vector
          09 Invalid Log Page
          0A Invalid Format
          0B Firmware Activation Requires Conventional Reset
          0C Invalid Queue Deletion
          0D Feature Identifier Not Saveable
          0E Feature Not Changeable
          0F Feature Not Namespace Specific
          10 Firmware Activation Requires NVM Subsystem Reset
          11 Firmware Activation Requires Controller Level Reset
          12 Firmware Activation Requires Maximum Time Violation
          13 Firmware Activation Prohibited
          14 Overlapping Range
          15 Namespace Insufficient Capacity
          16 Namespace Identifier Unavailable
          18 Namespace Already Attached
          19 Namespace Is Private
          1A Namespace Not Attached
          1B Thin Provisioning Not Supported
          1C Controller List Invalid
          1D Device Self-test In Progress
          1E Boot Partition Write Prohibited
          1F Invalid Controller Identifier
          20 Invalid Secondary Controller State
          21 Invalid Number of Controller Resources
          22 Invalid Resource Identifier
          23 Sanitize Prohibited While Persistent Memory Region is Enabled
          24 ANA Group Identifier Invalid
          25 ANA Attach Failed
          26 Insufficient Capacity
          27 Namespace Attachment Limit Exceeded
          28 Prohibition of Command Execution Not Supported
          29 I/O Command Set Not Supported
          2A I/O Command Set Not Enabled
          2B I/O Command Set Combination Rejected
          2C Invalid I/O Command Set
          2D Identifier Unavailable
          2E Namespace Is Dispersed
          2F Invalid Discovery Information
          30 Zoning Data Structure Locked
          31 Zoning Data Structure Not Found
          32 Insufficient Discovery Resources
          33 Requested Function Disabled
          34 ZoneGroup Originator Invalid
          35 Invalid Host
          36 Invalid NVM Subsystem
          37 Invalid Controller Data Queue
          38 Not Enough Resources
          39 Controller Suspended
          3A Controller Not Suspended
          3B Controller Data Queue Full
          3C Request Exceeds Maximum Namespace Sanitize Operations In Progress
          3D Manufacturing Default Personality Required
          3E Invalid Power Limit
          3F Cross-Controller Reset in Progress
          40 Cross-Controller Reset Log Page Full
          41 Cross-Controller Reset Limit Exceeded
          7F Stream Resource Allocation Failed
          80 Conflicting Attributes
          81 Invalid Protection Information
          82 Attempted Write to Read Only Range
          83 Command Size Limit Exceeded
          84 Invalid Command ID
          85 Incompatible Namespace or Format
          86 Fast Copy Not Possible
          87 Overlapping I/O Range
          88 Namespace Not Reachable
          89 Insufficient Resources
          8A Insufficient Program Resources
          8B Invalid Memory Namespace
          8C Invalid Memory Range Set
          8D Invalid Memory Range Set Identifier
          8E Invalid Program Data
          8F Invalid Program Index
          90 Invalid Program Type
          91 Maximum Memory Ranges Exceeded
          92 Maximum Memory Range Sets Exceeded
          93 Maximum Programs Activated
          94 Maximum Program Bytes Exceeded
          95 Memory Range Set In Use
          96 No Program
          97 Overlapping Memory Ranges
          98 Program Not Activated
          99 Program In Use
          9A Program Index Not Downloadable
          9B Program Too Big
          9C Successful Media Verification Read
          B8 Zoned Boundary Error
          B9 Zone Is Full
          BA Zone Is Read Only
          BB Zone Is Offline
          BC Zone Invalid Write
          BD Too Many Active Zones
          BE Too Many Open Zones
          BF Invalid Zone State Transition
          """);

  /** SCT 2h. */
  private static final @Nullable String[] MEDIA_AND_DATA_INTEGRITY =
      names(
          """
          80 Write Fault
          81 Unrecovered Read Error
          82 End-to-end Guard Check Error
          83 End-to-end Application Tag Check Error
          84 End-to-end Reference Tag Check Error
          85 Compare Failure
          86 Access Denied
          87 Deallocated or Unwritten Logical Block
          88 End-to-End Storage Tag Check Error
          """);

  /** SCT 3h. */
  private static final @Nullable String[] PATH_RELATED =
      names(
          """
          00 Internal Path Error
          01 Asymmetric Access Persistent Loss
          02 Asymmetric Access Inaccessible
          03 Asymmetric Access Transition
          60 Controller Pathing Error
          70 Host Pathing Error
          71 Command Aborted By Host
          """);

  private final int code;

  private NvmeStatus(int code) {
    this.code = code;
  }

  /**
   * The status with these 15 bits. Allocates nothing for success.
   *
   * @param status the Status field without its phase tag, as Linux returns it: 0 to 0x7fff
   * @return the status; {@link #SUCCESS} itself for 0
   * @throws IllegalArgumentException if there are more than 15 bits, or if the value is negative,
   *     which means it is an errno and the command has no NVMe status
   */
  public static NvmeStatus of(int status) {
    if (status == 0) {
      return SUCCESS;
    }
    if ((status & ~MASK) != 0) {
      throw new IllegalArgumentException(
          status < 0
              ? "not an NVMe status but an errno: " + status
              : "an NVMe status has 15 bits, got 0x" + Integer.toHexString(status));
    }
    return new NvmeStatus(status);
  }

  /**
   * All 15 bits.
   *
   * @return 0 to 0x7fff
   */
  public int code() {
    return code;
  }

  /**
   * Status Code (SC), bits 7:0.
   *
   * @return 0 to 0xff
   */
  public int sc() {
    return code & 0xff;
  }

  /**
   * Status Code Type (SCT), bits 10:8.
   *
   * @return 0 to 7
   * @see #category()
   */
  public int sct() {
    return code >> 8 & 7;
  }

  /**
   * Command Retry Delay (CRD), bits 12:11: which of the controller's three delays to wait before
   * the command is tried again. Means nothing if {@link #doNotRetry()}.
   *
   * @return 0 to retry at once, or 1 to 3 for the Command Retry Delay Time of that number in the
   *     Identify Controller data structure
   * @see IdentifyController#commandRetryDelayTime1()
   */
  public int crd() {
    return code >> 11 & 3;
  }

  /**
   * More (M), bit 13.
   *
   * @return whether the Error Information log (log page 01h) tells more about this command
   */
  public boolean more() {
    return Le.bit(code, 13);
  }

  /**
   * Do Not Retry (DNR), bit 14.
   *
   * @return true if the same command is expected to fail again, false if it may succeed if retried
   */
  public boolean doNotRetry() {
    return Le.bit(code, 14);
  }

  /**
   * Whether the command was successful: Status Code Type and Status Code are zero, whatever the
   * other bits say.
   *
   * @return whether the command was successful
   */
  public boolean isSuccess() {
    return (code & 0x7ff) == 0;
  }

  /**
   * The Status Code Type, decoded.
   *
   * @return the type of this status
   */
  public StatusCodeType category() {
    return StatusCodeType.of(sct());
  }

  /**
   * The specification's name of the status. Command specific codes from 80h on are taken for those
   * of the I/O command sets, not for those of the Fabrics commands.
   *
   * @return for example {@code "Invalid Field in Command"}; {@code "Vendor Specific Status"} or
   *     {@code "Unknown Status"} for a code that no table has
   */
  public String name() {
    String name =
        switch (category()) {
          case GENERIC -> GENERIC[sc()];
          case COMMAND_SPECIFIC -> COMMAND_SPECIFIC[sc()];
          case MEDIA_AND_DATA_INTEGRITY -> MEDIA_AND_DATA_INTEGRITY[sc()];
          case PATH_RELATED -> PATH_RELATED[sc()];
          case VENDOR_SPECIFIC -> "Vendor Specific Status";
          case RESERVED -> "Unknown Status";
        };
    if (name != null) {
      return name;
    }
    if (sc() >= FIRST_VENDOR_SPECIFIC) {
      return "Vendor Specific Status";
    }
    return sct() == 1 && sc() >= 0x70 && sc() <= 0x7f
        ? "Directive Specific Status"
        : "Unknown Status";
  }

  /**
   * What to do about the status, in a sentence, for those that come up often.
   *
   * @return the advice, or null if there is none beyond the name
   */
  public @Nullable String advice() {
    return switch (code & 0x7ff) {
      case 0x001 ->
          "The controller does not have this command, or not on this queue: see its Commands"
              + " Supported and Effects log (log page 05h).";
      case 0x002 ->
          "The controller refuses a value in this command: check the command dwords, the"
              + " namespace identifier, and the length against the maximum data transfer size.";
      case 0x004 ->
          "Data did not get through between host and drive: check the link and the kernel log.";
      case 0x006 ->
          "The drive failed inside: read its Error Information log (log page 01h) and its SMART"
              + " log (log page 02h).";
      case 0x007 ->
          "Somebody aborted the command; the Linux driver does so when its timeout expires.";
      case 0x008 ->
          "The queue was deleted underneath the command, as a reset does: issue it again.";
      case 0x00b ->
          "The namespace does not exist, is not attached to this controller, or cannot be used"
              + " with this command: list the active namespaces.";
      case 0x015 -> "The drive denies access: it may be locked by its security protocol.";
      case 0x01c ->
          "The drive allows little until a sanitize operation succeeds: sanitize it again.";
      case 0x01d, 0x02c ->
          "Wait until the sanitize operation is over: the Sanitize Status log (log page 81h)"
              + " tells its progress.";
      case 0x020 -> "Lift the namespace's write protection first (feature 84h).";
      case 0x021, 0x022 -> "Passing: issue the command again.";
      case 0x023 -> "The command is locked down: whoever used the Lockdown command must lift it.";
      case 0x024, 0x082 ->
          "Not ready yet: issue the command again later, unless the status says Do Not Retry.";
      case 0x029 -> "Enable Flexible Data Placement in the namespace's endurance group first.";
      case 0x080 ->
          "The range ends past the last logical block: compare it with the namespace size.";
      case 0x083 -> "Another host holds a reservation on this namespace.";
      case 0x084 -> "Wait until the format is over.";
      case 0x109 ->
          "The controller does not have this log page: see log page 00h for those it has.";
      case 0x10a ->
          "The namespace cannot be formatted like this: see the LBA formats and the protection"
              + " capabilities it reports.";
      case 0x10b ->
          "The firmware is in its slot and runs after a conventional reset, such as a power"
              + " cycle.";
      case 0x110 -> "The firmware is in its slot and runs after a reset of the NVM subsystem.";
      case 0x111 -> "The firmware is in its slot and runs after a reset of the controller.";
      case 0x10d -> "Set the feature without the Save bit.";
      case 0x10e -> "The drive does not let this feature be changed.";
      case 0x115 -> "Not enough unallocated capacity: delete a namespace or ask for less.";
      case 0x118 -> "Nothing to do: it is attached to that controller already.";
      case 0x11a -> "Nothing to do: it is not attached to that controller.";
      case 0x11d -> "Wait for the running self-test or abort it: see log page 06h.";
      case 0x181 ->
          "The protection information fields of the command do not suit the format of the"
              + " namespace.";
      case 0x183 ->
          "The command names more than the limits in Identify Namespace and Identify Controller"
              + " allow: split it.";
      case 0x1b9, 0x1ba, 0x1bb ->
          "The state of the zone does not allow this command: report the zones.";
      case 0x1bc -> "Write at the zone's write pointer, or use Zone Append.";
      case 0x1bd -> "Finish or reset an active zone first.";
      case 0x1be -> "Close an open zone first.";
      case 0x1bf -> "Report the zones: from its present state the zone cannot change to that one.";
      case 0x280 ->
          "The drive could not write: read its SMART log, and replace it if this goes on.";
      case 0x281 ->
          "Data are lost: restore these blocks from a copy; rewriting them may revive them.";
      case 0x282, 0x283, 0x284, 0x288 ->
          "Data and protection information disagree: the data are corrupt, or the tags expected"
              + " by the command are not those that were written.";
      case 0x285 -> "The data on the drive differ from those in the command.";
      case 0x286 -> "The range is locked by the drive's security protocol.";
      case 0x287 -> "These blocks were never written, or were deallocated.";
      case 0x301, 0x302 -> "Use another path to the namespace.";
      case 0x303 ->
          "Issue the command again when the change of access state is over, or use another path.";
      case 0x300, 0x360 ->
          "Try another path, or this one again unless the status says Do Not Retry.";
      case 0x370, 0x371 ->
          "The host's driver ended the command, as it does while the controller is reset or goes"
              + " away: issue it again when the controller is live.";
      default -> null;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NvmeStatus status && status.code == code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  /**
   * The name, the decoded bits and the raw value.
   *
   * @return for example {@code Invalid Field in Command (SCT 0h, SC 02h, DNR) 0x4002}
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (SCT %Xh, SC %02Xh%s%s%s) 0x%04x",
        name(),
        sct(),
        sc(),
        crd() != 0 ? ", CRD " + crd() : "",
        more() ? ", More" : "",
        doNotRetry() ? ", DNR" : "",
        code);
  }

  /** Makes an array by status code of lines of "code name"; a code must not come twice. */
  static @Nullable String[] names(String table) {
    @Nullable String[] names = new @Nullable String[256];
    table
        .lines()
        .forEach(
            line -> {
              int sc = Integer.parseInt(line, 0, 2, 16);
              if (names[sc] != null) {
                throw new IllegalStateException("status code listed twice: " + line);
              }
              names[sc] = line.substring(3);
            });
    return names;
  }

  /** The names of a Status Code Type's table; null where it has none. For tests. */
  static @Nullable String[] table(int sct) {
    return switch (StatusCodeType.of(sct)) {
      case GENERIC -> Arrays.copyOf(GENERIC, GENERIC.length);
      case COMMAND_SPECIFIC -> Arrays.copyOf(COMMAND_SPECIFIC, COMMAND_SPECIFIC.length);
      case MEDIA_AND_DATA_INTEGRITY ->
          Arrays.copyOf(MEDIA_AND_DATA_INTEGRITY, MEDIA_AND_DATA_INTEGRITY.length);
      case PATH_RELATED -> Arrays.copyOf(PATH_RELATED, PATH_RELATED.length);
      default -> new @Nullable String[256];
    };
  }
}
