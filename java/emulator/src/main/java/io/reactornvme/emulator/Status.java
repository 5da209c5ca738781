package io.reactornvme.emulator;

/**
 * The Status field of a completion, 15 bits: SC 7:0, SCT 10:8, CRD 12:11, More 13, DNR 14. Errors
 * that a second try would meet again have DNR.
 */
final class Status {

  static final int SUCCESS = 0;
  static final int MORE = 1 << 13;
  static final int DNR = 1 << 14;

  static final int INVALID_OPCODE = DNR | 0x001;
  static final int INVALID_FIELD = DNR | 0x002;
  static final int DATA_TRANSFER_ERROR = DNR | 0x004;
  static final int INTERNAL_ERROR = DNR | 0x006;
  static final int ABORT_REQUESTED = 0x007;
  static final int INVALID_NAMESPACE_OR_FORMAT = DNR | 0x00B;
  static final int COMMAND_SEQUENCE_ERROR = DNR | 0x00C;
  static final int HOST_IDENTIFIER_INCONSISTENT_FORMAT = DNR | 0x018;
  static final int ABORTED_DUE_TO_PREEMPT = 0x01B;
  static final int SANITIZE_FAILED = DNR | 0x01C;
  static final int SANITIZE_IN_PROGRESS = 0x01D;
  static final int NAMESPACE_IS_WRITE_PROTECTED = DNR | 0x020;
  static final int FDP_DISABLED = DNR | 0x029;
  static final int INVALID_PLACEMENT_HANDLE_LIST = DNR | 0x02A;
  static final int LBA_OUT_OF_RANGE = DNR | 0x080;
  static final int RESERVATION_CONFLICT = DNR | 0x083;
  static final int FORMAT_IN_PROGRESS = 0x084;

  static final int INVALID_QUEUE_IDENTIFIER = DNR | 0x101;
  static final int EVENT_REQUEST_LIMIT_EXCEEDED = DNR | 0x105;
  static final int INVALID_FIRMWARE_SLOT = DNR | 0x106;
  static final int INVALID_FIRMWARE_IMAGE = DNR | 0x107;
  static final int INVALID_LOG_PAGE = DNR | 0x109;
  static final int INVALID_FORMAT = DNR | 0x10A;
  static final int FEATURE_NOT_SAVEABLE = DNR | 0x10D;
  static final int FEATURE_NOT_CHANGEABLE = DNR | 0x10E;
  static final int FEATURE_NOT_NAMESPACE_SPECIFIC = DNR | 0x10F;
  static final int OVERLAPPING_RANGE = DNR | 0x114;
  static final int NAMESPACE_INSUFFICIENT_CAPACITY = DNR | 0x115;
  static final int NAMESPACE_IDENTIFIER_UNAVAILABLE = DNR | 0x116;
  static final int NAMESPACE_ALREADY_ATTACHED = DNR | 0x118;
  static final int NAMESPACE_IS_PRIVATE = DNR | 0x119;
  static final int NAMESPACE_NOT_ATTACHED = DNR | 0x11A;
  static final int THIN_PROVISIONING_NOT_SUPPORTED = DNR | 0x11B;
  static final int CONTROLLER_LIST_INVALID = DNR | 0x11C;
  static final int SELF_TEST_IN_PROGRESS = 0x11D;
  static final int IO_COMMAND_SET_NOT_SUPPORTED = DNR | 0x129;
  static final int STREAM_RESOURCE_ALLOCATION_FAILED = DNR | 0x17F;

  static final int INVALID_PROTECTION_INFORMATION = DNR | 0x181;
  static final int COMMAND_SIZE_LIMIT_EXCEEDED = DNR | 0x183;
  static final int ZONE_BOUNDARY_ERROR = DNR | 0x1B8;
  static final int ZONE_IS_FULL = DNR | 0x1B9;
  static final int ZONE_IS_READ_ONLY = DNR | 0x1BA;
  static final int ZONE_IS_OFFLINE = DNR | 0x1BB;
  static final int ZONE_INVALID_WRITE = DNR | 0x1BC;
  static final int TOO_MANY_ACTIVE_ZONES = DNR | 0x1BD;
  static final int TOO_MANY_OPEN_ZONES = DNR | 0x1BE;
  static final int INVALID_ZONE_STATE_TRANSITION = DNR | 0x1BF;

  static final int UNRECOVERED_READ_ERROR = DNR | 0x281;
  static final int GUARD_CHECK_ERROR = DNR | 0x282;
  static final int APPLICATION_TAG_CHECK_ERROR = DNR | 0x283;
  static final int REFERENCE_TAG_CHECK_ERROR = DNR | 0x284;
  static final int COMPARE_FAILURE = DNR | 0x285;

  private Status() {}
}
