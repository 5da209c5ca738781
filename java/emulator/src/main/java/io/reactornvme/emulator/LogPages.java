package io.reactornvme.emulator;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Get Log Page. Guarded by the worker's lock. */
final class LogPages {

  private static final int BROADCAST = 0xFFFF_FFFF;

  private static final int[] SUPPORTED = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0C, 0x0D, 0x80, 0x81, 0xBF, 0xC0
  };

  private static final int RESERVATION_NOTIFICATION = 0x80;
  private static final int CHANGED_ZONES = 0xBF;

  // Commands Supported and Effects.
  private static final int CSUPP = 1;
  private static final int LBCC = 1 << 1;
  private static final int NCC = 1 << 2;
  private static final int NIC = 1 << 3;
  private static final int CCC = 1 << 4;
  private static final int CSE_SAME_NAMESPACE = 1 << 16;
  private static final int CSE_ANY = 2 << 16;

  /** The page's GUID, from the OCP Datacenter NVMe SSD Specification. */
  private static final long OCP_GUID_LOW = 0xA4F2_BFEA_2810_AFC5L;

  private static final long OCP_GUID_HIGH = 0xAFD5_14C9_7C6F_4F9CL;

  private final EmulatedController controller;
  private final Subsystem subsystem;

  LogPages(EmulatedController controller) {
    this.controller = controller;
    this.subsystem = controller.subsystem();
  }

  int execute(EmulatedCommand c) {
    int lid = c.bits(10, 7, 0);
    long length = (((c.cdw(10) >>> 16 | c.cdw(11) << 16) & 0xFFFF_FFFFL) + 1) * 4;
    long offset = c.u64(12);
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    if ((offset & 3) != 0 || offset < 0) {
      throw CommandFailure.field(12, 0);
    }
    if (c.bit(14, 23)) { // an index in place of the offset
      throw CommandFailure.field(14, 23);
    }
    byte[] page = page(c, lid);
    if (lid != CHANGED_ZONES && c.nsid() != 0 && c.nsid() != BROADCAST) {
      throw CommandFailure.field(1, 0);
    }
    if (offset > page.length) {
      throw CommandFailure.field(12, 0);
    }
    byte[] part = new byte[(int) length];
    int n = (int) Math.min(length, page.length - offset);
    System.arraycopy(page, (int) offset, part, 0, n);
    c.toHost(part);
    if (!c.bit(10, 15)) { // Retain Asynchronous Event
      controller.events().cleared(lid);
      if (lid == 0x04) {
        controller.changedNamespaces().clear();
      } else if (lid == RESERVATION_NOTIFICATION) {
        controller.notifications().read();
      } else if (lid == CHANGED_ZONES) {
        controller.changedZones(c.nsid()).clear();
      }
    }
    return Status.SUCCESS;
  }

  private byte[] page(EmulatedCommand c, int lid) {
    return switch (lid) {
      case 0x00 -> supported();
      case 0x01 -> controller.errors().page();
      case 0x02 -> smart();
      case 0x03 -> subsystem.firmware().page();
      case 0x04 -> changedNamespaces();
      case 0x05 -> effects(c.bits(14, 31, 24));
      case 0x06 -> controller.selfTest().page();
      case 0x07 -> telemetry(c, true);
      case 0x08 -> telemetry(c, false);
      case 0x09 -> enduranceGroup(c.bits(11, 31, 16));
      case 0x0C -> asymmetricAccess(c.bit(10, 8));
      case 0x0D -> subsystem.persistentEvents().page(controller, c.bits(10, 9, 8));
      case 0x15 -> bootPartition(c.bits(10, 8, 8));
      case 0x20 -> placement().configurations(c.bits(11, 31, 16));
      case 0x21 -> placement().usage(c.bits(11, 31, 16));
      case 0x22 -> placement().statistics(c.bits(11, 31, 16));
      case 0x23 -> placement().events(c.bits(11, 31, 16), c.bit(10, 8));
      case RESERVATION_NOTIFICATION -> controller.notifications().page();
      case 0x81 -> subsystem.sanitize().page();
      case CHANGED_ZONES -> changedZones(c.nsid());
      case 0xC0 -> ocp();
      default -> throw CommandFailure.at(Status.INVALID_LOG_PAGE, 10, 0);
    };
  }

  private byte[] bootPartition(int partition) {
    BootPartitions boot = subsystem.bootPartitions();
    if (boot == null) {
      throw CommandFailure.at(Status.INVALID_LOG_PAGE, 10, 0);
    }
    return boot.page(partition);
  }

  /** Zones that changed without the host's doing; all ones for more than there is room for. */
  private byte[] changedZones(int nsid) {
    boolean one = nsid != 0 && nsid != BROADCAST; // there is none of the controller
    if (!one || controller.activeNamespace(nsid).zones() == null) {
      throw CommandFailure.at(Status.INVALID_LOG_PAGE, 10, 0);
    }
    NavigableSet<Long> zones = controller.changedZones(nsid);
    StructureWriter w = new StructureWriter(4096);
    if (zones.size() > 511) {
      return w.u16(0, 0xFFFF).bytes();
    }
    w.u16(0, zones.size());
    int at = 8;
    for (long start : zones) {
      w.u64(at, start);
      at += 8;
    }
    return w.bytes();
  }

  private FlexibleDataPlacement placement() {
    FlexibleDataPlacement placement = subsystem.placement();
    if (placement == null) {
      throw CommandFailure.at(Status.INVALID_LOG_PAGE, 10, 0);
    }
    return placement;
  }

  /** In whole blocks only. */
  private byte[] telemetry(EmulatedCommand c, boolean host) {
    if (c.u64(12) % Telemetry.BLOCK != 0) {
      throw CommandFailure.field(12, 0);
    }
    if (((c.cdw(10) >>> 16) + 1) * 4 % Telemetry.BLOCK != 0) {
      throw CommandFailure.field(10, 16);
    }
    return host
        ? controller.telemetry().hostPage(c.bit(10, 8))
        : controller.telemetry().controllerPage(!c.bit(10, 15));
  }

  private byte[] supported() {
    StructureWriter w = new StructureWriter(1024);
    for (int lid : SUPPORTED) {
      w.u32(lid * 4, 1);
    }
    if (subsystem.bootPartitions() != null) {
      w.u32(0x15 * 4, 1);
    }
    for (int lid = 0x20; lid <= 0x23 && subsystem.placement() != null; lid++) {
      w.u32(lid * 4, 1);
    }
    return w.bytes();
  }

  byte[] smart() {
    EmulatedSmart smart = controller.smartState();
    return smart.page(controller.features().isTooHot(smart.kelvin()));
  }

  private byte[] changedNamespaces() {
    StructureWriter w = new StructureWriter(4096);
    int at = 0;
    for (int nsid : controller.changedNamespaces()) {
      w.u32(at, nsid);
      at += 4;
    }
    return w.bytes();
  }

  private byte[] effects(int csi) {
    if (csi != IdentifyPages.NVM && csi != IdentifyPages.ZONED) {
      throw CommandFailure.field(14, 24);
    }
    StructureWriter w = new StructureWriter(4096);
    for (int opcode :
        new int[] {
          AdminOpcode.GET_LOG_PAGE,
          AdminOpcode.IDENTIFY,
          AdminOpcode.ABORT,
          AdminOpcode.SET_FEATURES,
          AdminOpcode.GET_FEATURES,
          AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST,
          AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD,
          AdminOpcode.DEVICE_SELF_TEST,
          AdminOpcode.SECURITY_SEND,
          AdminOpcode.SECURITY_RECEIVE,
          AdminOpcode.DIRECTIVE_SEND,
          AdminOpcode.DIRECTIVE_RECEIVE,
          AdminOpcode.KEEP_ALIVE
        }) {
      w.u32(opcode * 4, CSUPP);
    }
    w.u32(AdminOpcode.NAMESPACE_MANAGEMENT * 4, CSUPP | NIC | NCC);
    w.u32(AdminOpcode.NAMESPACE_ATTACHMENT * 4, CSUPP | NIC);
    w.u32(AdminOpcode.FIRMWARE_COMMIT * 4, CSUPP | CCC);
    w.u32(AdminOpcode.FORMAT_NVM * 4, CSUPP | LBCC | NCC | CSE_SAME_NAMESPACE);
    w.u32(AdminOpcode.SANITIZE * 4, CSUPP | LBCC | CSE_ANY);
    for (int opcode :
        new int[] {
          NvmOpcode.FLUSH,
          NvmOpcode.READ,
          NvmOpcode.COMPARE,
          NvmOpcode.VERIFY,
          NvmOpcode.RESERVATION_REGISTER,
          NvmOpcode.RESERVATION_REPORT,
          NvmOpcode.RESERVATION_ACQUIRE,
          NvmOpcode.RESERVATION_RELEASE
        }) {
      w.u32(1024 + opcode * 4, CSUPP);
    }
    for (int opcode :
        new int[] {
          NvmOpcode.WRITE,
          NvmOpcode.WRITE_UNCORRECTABLE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.DATASET_MANAGEMENT,
          NvmOpcode.COPY
        }) {
      w.u32(1024 + opcode * 4, CSUPP | LBCC);
    }
    if (subsystem.placement() != null) {
      w.u32(1024 + NvmOpcode.IO_MANAGEMENT_RECEIVE * 4, CSUPP);
      w.u32(1024 + NvmOpcode.IO_MANAGEMENT_SEND * 4, CSUPP);
    }
    if (csi == IdentifyPages.ZONED) {
      w.u32(1024 + NvmOpcode.ZONE_MANAGEMENT_SEND * 4, CSUPP | LBCC);
      w.u32(1024 + NvmOpcode.ZONE_MANAGEMENT_RECEIVE * 4, CSUPP);
      w.u32(1024 + NvmOpcode.ZONE_APPEND * 4, CSUPP | LBCC);
    }
    return w.bytes();
  }

  private byte[] enduranceGroup(int id) {
    if (id != 1) {
      throw CommandFailure.field(11, 16);
    }
    EmulatedSmart smart = controller.smartState();
    long written = smart.unitsWritten() * 512_000 / 1_000_000_000;
    return new StructureWriter(512)
        .u8(0, smart.criticalWarning(false) & 0x0D)
        .u8(3, smart.spare())
        .u8(4, smart.spareThreshold())
        .u8(5, smart.percentageUsedNow())
        .u128(32, 1_000_000)
        .u128(48, smart.unitsRead() * 512_000 / 1_000_000_000)
        .u128(64, written)
        .u128(80, written + written / 10)
        .u128(128, smart.mediaErrorCount())
        .u128(144, controller.errors().count())
        .u128(160, subsystem.spec().capacity)
        .u128(176, subsystem.unallocatedBytes())
        .bytes();
  }

  /** One group, which every namespace is in, and which is optimized. */
  private byte[] asymmetricAccess(boolean groupsOnly) {
    int n = groupsOnly ? 0 : controller.attached().size();
    StructureWriter w = new StructureWriter(48 + n * 4).u16(8, 1).u32(16, 1).u32(20, n).u8(32, 1);
    int at = 48;
    for (int nsid : groupsOnly ? new TreeSet<Integer>() : controller.attached()) {
      w.u32(at, nsid);
      at += 4;
    }
    return w.bytes();
  }

  private byte[] ocp() {
    EmulatedSmart smart = controller.smartState();
    long written = smart.unitsWritten() * 512_000;
    return new StructureWriter(512)
        .u128(0, written + written / 10)
        .u128(16, smart.unitsRead() * 512_000)
        .u16(38, 100)
        .u16(46, 100)
        .u64(56, smart.mediaErrorCount())
        .u8(80, smart.percentageUsedNow())
        .u32(88, 20)
        .u32(92, 10)
        .u8(98, 0)
        .u8(103, 2)
        .u32(112, smart.unsafeShutdowns())
        .u8(120, 90)
        .u16(128, 100)
        .u64(152, controller.attached().size())
        .u128(160, smart.powerCycles())
        .u64(192, 0)
        .u64(200, smart.powerCycles())
        .u16(494, 3)
        .u64(496, OCP_GUID_LOW)
        .u64(504, OCP_GUID_HIGH)
        .bytes();
  }
}
