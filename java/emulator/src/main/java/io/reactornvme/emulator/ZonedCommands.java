package io.reactornvme.emulator;

/**
 * Zone Management Send and Zone Management Receive (Zoned Namespace Command Set Specification 1.1,
 * section 3.4). Guarded by the worker's lock.
 */
final class ZonedCommands {

  private static final int CLOSE = 1;
  private static final int FINISH = 2;
  private static final int OPEN = 3;
  private static final int RESET = 4;
  private static final int OFFLINE = 5;
  private static final int SET_EXTENSION = 0x10;

  private static final int EXTENDED_REPORT = 1;

  private static final int HEADER = 64;
  private static final int DESCRIPTOR = 64;

  private ZonedCommands() {}

  // ---- send ----

  static void send(EmulatedCommand c, EmulatedNamespace n, Zones zones) {
    int action = c.bits(13, 7, 0);
    boolean extension = action == SET_EXTENSION && zones.spec().extensionBytes() > 0;
    if (action < CLOSE || (action > OFFLINE && !extension)) {
      throw CommandFailure.field(13, 0);
    }
    NvmCommands.checkWritable(n);
    if (c.bit(13, 8)) {
      if (extension) {
        throw CommandFailure.field(13, 8);
      }
      if (action == OPEN) {
        zones.checkOpenAll();
      }
      for (int z = 0; z < zones.count(); z++) {
        if (isSelectedByAll(action, zones.state(z))) {
          apply(action, zones, z);
        }
      }
      return;
    }
    long lba = c.u64(10);
    NvmCommands.checkRange(n, lba, 1);
    int zone = zones.of(lba);
    if (zone >= zones.count() || zones.start(zone) != lba) {
      throw CommandFailure.field(10, 0);
    }
    if (!isAllowed(action, zones.state(zone))) {
      throw CommandFailure.lba(Status.INVALID_ZONE_STATE_TRANSITION, lba);
    }
    if (extension) {
      zones.extend(zone, c.fromHost(zones.spec().extensionBytes()));
    } else {
      apply(action, zones, zone);
    }
  }

  private static boolean isSelectedByAll(int action, int state) {
    return switch (action) {
      case CLOSE -> Zones.isOpen(state);
      case FINISH -> Zones.isActive(state);
      case OPEN -> state == Zones.CLOSED;
      case RESET -> Zones.isActive(state) || state == Zones.FULL;
      default -> state == Zones.READ_ONLY;
    };
  }

  private static boolean isAllowed(int action, int state) {
    return switch (action) {
      case CLOSE -> Zones.isActive(state);
      case FINISH, RESET -> Zones.isActive(state) || state == Zones.EMPTY || state == Zones.FULL;
      case OPEN -> Zones.isActive(state) || state == Zones.EMPTY;
      case SET_EXTENSION -> state == Zones.EMPTY;
      default -> state == Zones.READ_ONLY || state == Zones.OFFLINE;
    };
  }

  private static void apply(int action, Zones zones, int zone) {
    switch (action) {
      case CLOSE -> zones.close(zone);
      case FINISH -> zones.finish(zone);
      case OPEN -> zones.open(zone, Zones.EXPLICITLY_OPEN);
      case RESET -> zones.reset(zone);
      default -> zones.state(zone, Zones.OFFLINE);
    }
  }

  // ---- receive ----

  /** Report Zones, and Extended Report Zones. */
  static void receive(EmulatedCommand c, EmulatedNamespace n, Zones zones) {
    long length = ((c.cdw(12) & 0xFFFF_FFFFL) + 1) * 4;
    int state = stateOf(c.bits(13, 15, 8));
    int action = c.bits(13, 7, 0);
    int extension = action == EXTENDED_REPORT ? zones.spec().extensionBytes() : 0;
    if (action > EXTENDED_REPORT || (action == EXTENDED_REPORT && extension == 0)) {
      throw CommandFailure.field(13, 0);
    }
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    long lba = c.u64(10);
    NvmCommands.checkRange(n, lba, 1);
    byte[] report = new byte[(int) length];
    int at = HEADER;
    long matching = 0;
    long told = 0;
    for (int z = zones.of(lba); z < zones.count(); z++) {
      if (state != 0 && zones.state(z) != state) {
        continue;
      }
      matching++;
      if (at + DESCRIPTOR + extension <= length) {
        System.arraycopy(zones.descriptor(z), 0, report, at, DESCRIPTOR);
        System.arraycopy(zones.extension(z), 0, report, at + DESCRIPTOR, extension);
        at += DESCRIPTOR + extension;
        told++;
      }
    }
    long number = c.bit(13, 16) ? told : matching; // Partial Report
    byte[] header = new StructureWriter(HEADER).u64(0, number).bytes();
    System.arraycopy(header, 0, report, 0, (int) Math.min(HEADER, length));
    c.toHost(report);
  }

  /** Zone Receive Action Specific: which zones. */
  private static int stateOf(int filter) {
    return switch (filter) {
      case 0 -> 0;
      case 1 -> Zones.EMPTY;
      case 2 -> Zones.IMPLICITLY_OPEN;
      case 3 -> Zones.EXPLICITLY_OPEN;
      case 4 -> Zones.CLOSED;
      case 5 -> Zones.FULL;
      case 6 -> Zones.READ_ONLY;
      case 7 -> Zones.OFFLINE;
      default -> throw CommandFailure.field(13, 8);
    };
  }

  /** Identify, CNS 05h, of a zoned namespace. */
  static byte[] identify(Zones zones, int formats) {
    NamespaceSpec.ZonedSpec spec = zones.spec();
    StructureWriter w =
        new StructureWriter(IdentifyPages.SIZE)
            .u16(2, 1) // reads may cross zones
            .u32(4, spec.maxActive() - 1) // zero-based; none is all ones
            .u32(8, spec.maxOpen() - 1);
    for (int i = 0; i < formats; i++) {
      w.u64(2816 + 16 * i, spec.zoneSize()).u8(2824 + 16 * i, spec.extensionBytes() / 64);
    }
    return w.bytes();
  }
}
