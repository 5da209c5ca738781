package io.reactornvme.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Namespace Management, Namespace Attachment and Format NVM. Guarded by the worker's lock. */
final class NamespaceManagement {

  private static final int BROADCAST = 0xFFFF_FFFF;

  private final EmulatedController controller;
  private final Subsystem subsystem;

  NamespaceManagement(EmulatedController controller) {
    this.controller = controller;
    this.subsystem = controller.subsystem();
  }

  int manage(EmulatedCommand c) {
    return switch (c.bits(10, 3, 0)) {
      case 0 -> create(c);
      case 1 -> delete(c);
      default -> throw CommandFailure.field(10, 0);
    };
  }

  private int create(EmulatedCommand c) {
    int csi = c.bits(11, 31, 24);
    if (csi != IdentifyPages.NVM && csi != IdentifyPages.ZONED) {
      throw CommandFailure.at(Status.IO_COMMAND_SET_NOT_SUPPORTED, 11, 24);
    }
    byte[] wanted = c.fromHost(IdentifyPages.SIZE);
    long size = StructureWriter.u64(wanted, 0);
    long capacity = StructureWriter.u64(wanted, 8);
    int flbas = wanted[26] & 0xFF;
    int format = (flbas & 0xF) | (flbas >>> 1 & 0x30);
    if (size <= 0 || Long.compareUnsigned(capacity, size) > 0) {
      throw CommandFailure.of(Status.INVALID_FIELD);
    }
    if (capacity != size) {
      throw CommandFailure.of(Status.THIN_PROVISIONING_NOT_SUPPORTED);
    }
    if (format >= subsystem.spec().formats.size()) {
      throw CommandFailure.of(Status.INVALID_FORMAT);
    }
    Protection protection = Protection.of(subsystem.spec().formats.get(format), wanted[29]);
    int block = subsystem.spec().formats.get(format).dataSize();
    if (size > subsystem.unallocatedBytes() / block) {
      throw CommandFailure.of(Status.NAMESPACE_INSUFFICIENT_CAPACITY);
    }
    if (csi == IdentifyPages.ZONED && !subsystem.zonesOfNewNamespaces().fits(size)) {
      throw CommandFailure.of(Status.INVALID_FIELD);
    }
    int nsid = freeNsid();
    EmulatedNamespace created =
        new EmulatedNamespace(
            subsystem,
            nsid,
            new Media.Memory(),
            (wanted[30] & 1) != 0,
            format,
            (flbas & 0x10) != 0,
            protection,
            size * block);
    if (csi == IdentifyPages.ZONED) {
      created.zoned(subsystem.zonesOfNewNamespaces());
    }
    FlexibleDataPlacement placement = subsystem.placement();
    if (placement != null) {
      placement.created(nsid, format, placementHandles(wanted));
    }
    subsystem.namespaces().put(nsid, created);
    c.result(nsid);
    return Status.SUCCESS;
  }

  private static int[] placementHandles(byte[] wanted) {
    int count = StructureWriter.u16(wanted, 392);
    if (count > 128) {
      throw CommandFailure.of(Status.INVALID_PLACEMENT_HANDLE_LIST);
    }
    int[] handles = new int[count];
    for (int i = 0; i < count; i++) {
      handles[i] = StructureWriter.u16(wanted, 512 + 2 * i);
    }
    return handles;
  }

  private int freeNsid() {
    for (int nsid = 1; nsid <= subsystem.spec().maxNamespaces; nsid++) {
      if (!subsystem.namespaces().containsKey(nsid)) {
        return nsid;
      }
    }
    throw CommandFailure.of(Status.NAMESPACE_IDENTIFIER_UNAVAILABLE);
  }

  private int delete(EmulatedCommand c) {
    NavigableMap<Integer, EmulatedNamespace> all = subsystem.namespaces();
    if (c.nsid() != BROADCAST) {
      allocated(c.nsid());
    }
    List<Integer> gone = c.nsid() == BROADCAST ? List.copyOf(all.keySet()) : List.of(c.nsid());
    for (int nsid : gone) {
      for (EmulatedController other : subsystem.controllers()) {
        if (other.attached().remove(nsid)) {
          other.selfTest().namespaceGone(nsid);
          other.namespaceChanged(nsid);
        }
      }
      subsystem.directives().deleted(nsid);
      if (subsystem.placement() != null) {
        subsystem.placement().deleted(nsid);
      }
      EmulatedNamespace removed = all.remove(nsid);
      if (removed != null) {
        removed.close();
      }
    }
    return Status.SUCCESS;
  }

  private EmulatedNamespace allocated(int nsid) {
    controller.checkNsid(nsid);
    EmulatedNamespace n = subsystem.namespace(nsid);
    if (n == null) {
      throw CommandFailure.field(1, 0);
    }
    return n;
  }

  // ---- attachment ----

  int attach(EmulatedCommand c) {
    int select = c.bits(10, 3, 0);
    if (select > 1) {
      throw CommandFailure.field(10, 0);
    }
    EmulatedNamespace n = allocated(c.nsid());
    List<EmulatedController> to = controllers(c.fromHost(IdentifyPages.SIZE));
    boolean attach = select == 0;
    for (EmulatedController other : to) {
      boolean attached = other.attached().contains(n.nsid());
      if (attach && attached) {
        throw CommandFailure.of(Status.NAMESPACE_ALREADY_ATTACHED);
      }
      if (!attach && !attached) {
        throw CommandFailure.of(Status.NAMESPACE_NOT_ATTACHED);
      }
    }
    if (attach && !n.isShared() && (to.size() > 1 || subsystem.isAttached(n.nsid()))) {
      throw CommandFailure.of(Status.NAMESPACE_IS_PRIVATE);
    }
    for (EmulatedController other : to) {
      if (attach) {
        other.attached().add(n.nsid());
      } else {
        other.attached().remove(n.nsid());
        other.selfTest().namespaceGone(n.nsid());
      }
      other.namespaceChanged(n.nsid());
    }
    return Status.SUCCESS;
  }

  /** A controller list: ascending, all of this subsystem. */
  private List<EmulatedController> controllers(byte[] list) {
    int count = StructureWriter.u16(list, 0);
    List<EmulatedController> found = new ArrayList<>();
    int last = -1;
    for (int i = 1; i <= count && count <= 2047; i++) {
      int id = StructureWriter.u16(list, 2 * i);
      if (id > last) {
        subsystem.controllers().stream()
            .filter(other -> other.controllerId() == id)
            .forEach(found::add);
      }
      last = id;
    }
    if (count == 0 || found.size() != count) {
      throw CommandFailure.of(Status.CONTROLLER_LIST_INVALID);
    }
    return found;
  }

  // ---- format ----

  int format(EmulatedCommand c) {
    int index = c.bits(10, 3, 0) | c.bits(10, 13, 12) << 4;
    if (c.bits(10, 11, 9) > 2) {
      throw CommandFailure.field(10, 9);
    }
    if (index >= subsystem.spec().formats.size()) {
      throw CommandFailure.at(Status.INVALID_FORMAT, 10, 0);
    }
    Protection protection =
        Protection.of(
            subsystem.spec().formats.get(index), c.bits(10, 7, 5) | (c.bit(10, 8) ? 8 : 0));
    List<EmulatedNamespace> targets = new ArrayList<>();
    if (c.nsid() == BROADCAST) {
      controller.attached().forEach(nsid -> targets.add(controller.activeNamespace(nsid)));
    } else {
      targets.add(controller.activeNamespace(c.nsid()));
    }
    for (EmulatedNamespace n : targets) {
      n.checkNotFormatting();
      if (!n.fits(subsystem.spec().formats.get(index))) {
        throw CommandFailure.at(Status.INVALID_FORMAT, 10, 0);
      }
      if (n.isWriteProtected()) {
        throw CommandFailure.of(Status.NAMESPACE_IS_WRITE_PROTECTED);
      }
      n.reservations().checkWrite(controller);
    }
    subsystem.controllers().forEach(other -> other.selfTest().formatted());
    subsystem.persistentEvents().formatStarted(c.nsid(), c.cdw(10));
    boolean extended = c.bit(10, 4);
    LongOperation operation =
        LongOperation.start(
            controller.clock(),
            subsystem.spec().format,
            () -> {
              targets.forEach(
                  n -> {
                    n.formatted(index, extended, protection);
                    subsystem.directives().formatted(n.nsid());
                    if (subsystem.placement() != null) {
                      subsystem.placement().formatted(n);
                    }
                  });
              subsystem.persistentEvents().formatEnded(c.nsid());
              for (EmulatedController other : subsystem.controllers()) {
                targets.stream()
                    .map(EmulatedNamespace::nsid)
                    .filter(other.attached()::contains)
                    .forEach(other::namespaceChanged);
              }
              if (!c.isOver()) {
                controller.finish(c, Status.SUCCESS);
              }
            });
    if (operation != null) {
      targets.forEach(n -> n.formatting(operation));
    }
    return EmulatedController.PENDING;
  }
}
