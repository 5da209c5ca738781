package io.reactornvme.emulator;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Identify: the structures of NVM Express Base Specification 2.1, section 5.1.13, and of the
 * command sets. Guarded by the worker's lock.
 */
final class IdentifyPages {

  static final int SIZE = 4096;

  /** Command Set Identifiers. */
  static final int NVM = 0;

  static final int ZONED = 2;

  /** Overwrite, block erase, crypto erase; media is not modified after sanitizing. */
  static final int SANICAP = 0x4000_0007;

  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int VERSION = 0x0002_0000;

  private final EmulatedController controller;
  private final Subsystem subsystem;

  IdentifyPages(EmulatedController controller) {
    this.controller = controller;
    this.subsystem = controller.subsystem();
  }

  int execute(EmulatedCommand c) {
    c.toHost(page(c));
    return Status.SUCCESS;
  }

  private byte[] page(EmulatedCommand c) {
    int nsid = c.nsid();
    int csi = c.bits(11, 31, 24);
    int from = c.bits(10, 31, 16);
    return switch (c.bits(10, 7, 0)) {
      case 0x00 -> nsid == BROADCAST ? commonNamespace() : namespace(nsid, controller.attached());
      case 0x01 -> controller();
      case 0x02 -> list(nsid, controller.attached());
      case 0x03 -> descriptors(controller.activeNamespace(nsid));
      case 0x05 -> commandSetNamespace(nsid, csi, controller.attached());
      case 0x06 -> commandSetController(csi);
      case 0x07 -> list(nsid, ofCommandSet(controller.attached(), csi));
      case 0x08 -> independentNamespace(nsid);
      case 0x10 -> list(nsid, subsystem.namespaces().keySet());
      case 0x11 -> namespace(nsid, subsystem.namespaces().keySet());
      case 0x12 -> controllers(attachedTo(nsid), from);
      case 0x13 -> controllers(subsystem.controllers(), from);
      case 0x1A -> list(nsid, ofCommandSet(subsystem.namespaces().keySet(), csi));
      case 0x1C -> commandSets();
      default -> throw CommandFailure.field(10, 0);
    };
  }

  // ---- the controller ----

  private byte[] controller() {
    ControllerSpec spec = subsystem.spec();
    boolean several = spec.ports > 1;
    StructureWriter w =
        new StructureWriter(SIZE)
            .u16(0, 0xFFFF) // VID, SSVID: nobody's
            .u16(2, 0xFFFF)
            .ascii(4, 20, subsystem.serial())
            .ascii(24, 40, ControllerSpec.MODEL)
            .ascii(64, 8, subsystem.firmware().revision())
            .u8(72, 2)
            .u24(73, 0x02_45_4D) // an OUI of local administration
            .u8(76, (several ? 3 : 0) | 1 << 3) // CMIC: ports, controllers; ANA
            .u8(77, spec.mdts)
            .u16(78, controller.controllerId())
            .u32(80, VERSION)
            .u32(84, 500_000)
            .u32(88, 1_000_000)
            .u32(
                92,
                AsyncEvents.NAMESPACE_ATTRIBUTE
                    | AsyncEvents.FIRMWARE_ACTIVATION
                    | Telemetry.TELEMETRY_NOTICE
                    | AsyncEvents.ZONE_DESCRIPTOR)
            .u32(96, attributes())
            .u8(111, 1)
            .u16(256, 0x3F) // OACS: security, format, firmware, namespaces, self-test, directives
            .u8(258, 3)
            .u8(259, AsyncEvents.LIMIT)
            .u8(260, subsystem.firmware().frmw())
            .u8(261, 0x3E) // LPA: all but SMART for each namespace
            .u8(262, ErrorLog.ENTRIES - 1)
            .u8(263, 0)
            .u8(264, 1)
            .u16(266, Features.WARNING_KELVIN)
            .u16(268, Features.WARNING_KELVIN + 10)
            .u128(280, spec.capacity)
            .u128(296, subsystem.unallocatedBytes())
            .u16(316, (int) Math.max(1, minutes(spec.extendedSelfTest)))
            .u8(319, Firmware.GRANULARITY / 4096)
            .u16(320, 10)
            .u32(328, SANICAP)
            .u16(340, 1)
            .u8(342, 10)
            .u8(343, 1)
            .u32(344, 1)
            .u32(348, 1)
            .u32(352, 1);
    w.u8(512, 0x66)
        .u8(513, 0x44)
        .u32(516, spec.maxNamespaces)
        .u16(520, 0x1FF) // ONCS: every one that 1.4 knows, and Copy
        .u8(524, 1 << 2)
        .u8(525, 7)
        .u16(526, 0)
        .u8(530, 1)
        .u8(531, 7) // NWPC: until the power is cycled, and for ever, too
        .u16(534, 3) // OCFS: source ranges of formats 0h and 1h
        .u32(540, spec.maxNamespaces)
        .text(768, 256, subsystem.nqn());
    return w.u16(2048, 900).u32(2048 + 4, 0).bytes(); // 9 W
  }

  /** CTRATT: 128-bit host identifier, endurance groups, extended LBA formats, placement. */
  private int attributes() {
    boolean extended = subsystem.spec().formats.stream().anyMatch(ControllerSpec.Format::guard64);
    return 1 | 1 << 4 | (extended ? 1 << 15 : 0) | (subsystem.placement() == null ? 0 : 1 << 19);
  }

  private static long minutes(Duration time) {
    return time.plusSeconds(59).toMinutes();
  }

  private byte[] commandSetController(int csi) {
    return switch (csi) {
      // VSL, WZSL and WUSL 0: no limits; 256 ranges to deallocate.
      case NVM -> new StructureWriter(SIZE).u8(3, 255).u32(20, 0x0001_0000).bytes();
      case ZONED -> new byte[SIZE]; // ZASL 0: as MDTS
      default -> throw CommandFailure.field(11, 24);
    };
  }

  private static byte[] commandSets() {
    // One combination: NVM and Zoned Namespace.
    return new StructureWriter(SIZE).u64(0, 1 << NVM | 1 << ZONED).bytes();
  }

  // ---- namespaces ----

  /** Zeros for a namespace that could be there and is not. */
  private byte[] namespace(int nsid, Set<Integer> there) {
    controller.checkNsid(nsid);
    EmulatedNamespace n = there.contains(nsid) ? subsystem.namespace(nsid) : null;
    if (n == null) {
      return new byte[SIZE];
    }
    return formats()
        .u64(0, n.blocks())
        .u64(8, n.blocks())
        .u64(16, n.blocks())
        .u8(26, n.flbas())
        .u8(29, n.protection() == null ? 0 : n.protection().settings())
        .u8(30, n.isShared() ? 1 : 0)
        .u8(32, n.formatProgress())
        .u128(48, n.bytes())
        .u32(92, 1)
        .u8(99, n.isWriteProtected() ? 1 : 0)
        .u16(102, 1)
        .big64(104, n.nguidHigh())
        .big64(112, n.eui64())
        .big64(120, n.eui64())
        .bytes();
  }

  /** What all namespaces have in common. */
  private byte[] commonNamespace() {
    return formats().bytes();
  }

  private StructureWriter formats() {
    List<ControllerSpec.Format> formats = subsystem.spec().formats;
    StructureWriter w =
        new StructureWriter(SIZE)
            .u8(25, formats.size() - 1)
            .u8(27, 3) // metadata apart, and at the end of the data
            .u8(28, 0x1F) // protection information of all types, first and last
            .u8(31, 0xFF)
            .u8(33, 1 | 1 << 3) // deallocated blocks read as zeros, also by Write Zeroes
            .u16(74, NvmCommands.COPY_RANGE_BLOCKS)
            .u32(76, NvmCommands.COPY_BLOCKS)
            .u8(80, NvmCommands.COPY_RANGES - 1);
    int at = 128;
    for (ControllerSpec.Format f : formats) {
      w.u16(at, f.metadata()).u8(at + 2, f.dataShift());
      at += 4;
    }
    return w;
  }

  private byte[] descriptors(EmulatedNamespace n) {
    return new StructureWriter(SIZE)
        .u8(0, 1) // EUI64
        .u8(1, 8)
        .big64(4, n.eui64())
        .u8(12, 2) // NGUID
        .u8(13, 16)
        .big64(16, n.nguidHigh())
        .big64(24, n.eui64())
        .u8(32, 4) // CSI
        .u8(33, 1)
        .u8(36, n.csi())
        .bytes();
  }

  private byte[] commandSetNamespace(int nsid, int csi, Set<Integer> there) {
    controller.checkNsid(nsid);
    if (csi != NVM && csi != ZONED) {
      throw CommandFailure.field(11, 24);
    }
    EmulatedNamespace n = there.contains(nsid) ? subsystem.namespace(nsid) : null;
    if (n == null) {
      return new byte[SIZE];
    }
    if (csi == NVM) {
      return protectionFormats();
    }
    return n.zonedPage();
  }

  /** Extended LBA formats; no storage tags. */
  private byte[] protectionFormats() {
    StructureWriter w = new StructureWriter(SIZE);
    int at = 12;
    for (ControllerSpec.Format f : subsystem.spec().formats) {
      w.u32(at, f.guard64() ? 2 << 7 : 0);
      at += 4;
    }
    return w.bytes();
  }

  private byte[] independentNamespace(int nsid) {
    EmulatedNamespace n = controller.activeNamespace(nsid);
    return new StructureWriter(SIZE)
        .u8(1, n.isShared() ? 1 : 0)
        .u8(2, 0xFF)
        .u8(3, n.formatProgress())
        .u32(4, 1)
        .u8(8, n.isWriteProtected() ? 1 : 0)
        .u16(12, 1)
        .u8(14, 1)
        .bytes();
  }

  private List<Integer> ofCommandSet(Set<Integer> nsids, int csi) {
    if (csi != NVM && csi != ZONED) {
      throw CommandFailure.field(11, 24);
    }
    return nsids.stream()
        .filter(
            nsid -> {
              EmulatedNamespace n = subsystem.namespace(nsid);
              return n != null && n.csi() == csi;
            })
        .toList();
  }

  private static byte[] list(int after, Collection<Integer> nsids) {
    if (after == BROADCAST || after == BROADCAST - 1) {
      throw CommandFailure.namespace();
    }
    StructureWriter w = new StructureWriter(SIZE);
    int at = 0;
    for (int nsid : nsids) {
      if (Integer.compareUnsigned(nsid, after) > 0 && at < SIZE) {
        w.u32(at, nsid);
        at += 4;
      }
    }
    return w.bytes();
  }

  // ---- controller lists ----

  private List<EmulatedController> attachedTo(int nsid) {
    controller.checkNsid(nsid);
    return subsystem.controllers().stream().filter(c -> c.attached().contains(nsid)).toList();
  }

  private static byte[] controllers(List<EmulatedController> all, int from) {
    StructureWriter w = new StructureWriter(SIZE);
    int n = 0;
    for (EmulatedController c : all) {
      if (c.controllerId() >= from) {
        n++;
        w.u16(2 * n, c.controllerId());
      }
    }
    return w.u16(0, n).bytes();
  }
}
