package io.reactornvme.emulator;

import io.reactornvme.emulator.DriveRecording.Answer;
import io.reactornvme.emulator.DriveRecording.Command;
import io.reactornvme.emulator.DriveRecording.Kind;
import io.reactornvme.spec.AdminOpcode;
import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers admin commands as a recording has it. Guarded by the worker's lock. */
final class Playback {

  private static final int ALL = 0xFFFF_FFFF;
  private static final int STRUCTURE = 4096;
  private static final int ZONED = IdentifyPages.ZONED;

  /** Get Log Page: Host-Initiated telemetry, and Persistent Event. */
  private static final int TELEMETRY = 0x07;

  private static final int PERSISTENT_EVENTS = 0x0D;
  private static final int RELEASE = 2;

  private final DriveRecording recording;

  /** Identify Controller. */
  private final byte[] id;

  private final TreeSet<Integer> allocated = new TreeSet<>(Integer::compareUnsigned);

  private Playback(DriveRecording recording, byte[] id) {
    this.recording = recording;
    this.id = id;
    for (Command command : recording.answers().keySet()) {
      boolean list = command.selector() == 0x02 || command.selector() == 0x10;
      byte[] data = recording.data(command);
      if (command.kind() == Kind.IDENTIFY && list && data != null) {
        for (int at = 0; at + 4 <= data.length; at += 4) {
          allocated.add(StructureWriter.u32(data, at));
        }
      }
    }
  }

  /** Makes the drive one that plays the recording back. */
  static void configure(ControllerSpec spec, DriveRecording recording) {
    byte[] id = recording.identify(0x01, 0, 0);
    if (id == null || id.length != STRUCTURE) {
      throw new IllegalArgumentException("the recording has no Identify Controller");
    }
    for (Command command : recording.answers().keySet()) {
      byte[] data = recording.data(command);
      if (command.kind() == Kind.IDENTIFY && data != null && data.length != STRUCTURE) {
        throw new IllegalArgumentException(
            "the recording has " + data.length + " bytes for [" + command + "], not " + STRUCTURE);
      }
    }
    spec.playback = new Playback(recording, id);
    spec.serial = recording.serial();
    spec.firmware = recording.text(64, 8);
    spec.nqn = recording.text(768, 256);
    int mdts = id[77] & 0xFF;
    spec.mdts = mdts > 14 ? 0 : mdts;
    spec.noNamespaces();
    int highest = 1;
    for (Command command : recording.answers().keySet()) {
      if (command.kind() == Kind.IDENTIFY && command.selector() == 0 && command.nsid() != ALL) {
        byte[] ns = recording.data(command);
        if (ns != null && ns.length == STRUCTURE && namespace(spec, recording, command, ns)) {
          highest = Math.max(highest, command.nsid());
        }
      }
    }
    int nn = StructureWriter.u32(id, 516);
    spec.maxNamespaces = nn < 0 ? Integer.MAX_VALUE : Math.max(nn, highest);
  }

  /** False for a namespace without logical blocks. */
  private static boolean namespace(
      ControllerSpec spec, DriveRecording recording, Command command, byte[] ns) {
    int format = ns[26] & 0xF;
    if ((ns[25] & 0xFF) > 16) { // more formats: two more bits
      format |= (ns[26] >>> 5 & 3) << 4;
    }
    int lbaf = StructureWriter.u32(ns, 128 + 4 * format);
    ControllerSpec.Format current =
        new ControllerSpec.Format(lbaf >>> 16 & 0xFF, lbaf & 0xFFFF, false);
    long blocks = StructureWriter.u64(ns, 0);
    if (command.nsid() <= 0
        || blocks <= 0
        || current.dataShift() < 9
        || current.dataShift() > 16
        || blocks > Long.MAX_VALUE >>> current.dataShift()) {
      return false;
    }
    if (!spec.formats.contains(current)) {
      spec.formats.add(current);
    }
    NamespaceSpec n = new NamespaceSpec();
    n.nsid = command.nsid();
    n.sizeBytes = blocks << current.dataShift();
    n.format = spec.formats.indexOf(current);
    n.extendedMetadata = (ns[26] & 1 << 4) != 0;
    byte[] zoned = recording.identify(0x05, n.nsid, ZONED);
    if (zoned != null && zoned.length == STRUCTURE) {
      long zone = StructureWriter.u64(zoned, 2816 + 16 * format);
      // The zones' capacity is in none of the structures; limits count from 0, and wrap.
      if (zone > 0 && blocks / zone > 0) {
        n.zoned(zone, zone, StructureWriter.u32(zoned, 8) + 1, StructureWriter.u32(zoned, 4) + 1);
      }
    }
    spec.namespaces.add(n);
    return true;
  }

  /** Whether the recording decides about a command. */
  boolean answers(int opcode) {
    return switch (opcode) {
      case AdminOpcode.ABORT, AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST, AdminOpcode.KEEP_ALIVE ->
          false;
      default -> true;
    };
  }

  int execute(EmulatedCommand c) {
    Kind kind = Kind.of(c.opcode());
    if (kind == null) { // what would change the drive
      throw CommandFailure.at(Status.INVALID_OPCODE, 0, 0);
    }
    Command command = Command.of(kind, c.nsid(), c.cdw(10), c.cdw(11), c.cdw(14));
    Answer answer =
        switch (kind) {
          case IDENTIFY -> identify(command);
          case LOG -> log(c, command);
          case FEATURE -> feature(command);
        };
    c.result(answer.result());
    if (answer.isSuccess()) {
      byte[] data = answer.data();
      c.toHost(data, 0, Math.min(data.length, c.dataLength()));
    }
    // Here, as the controller would set More with an error; what it says afterwards is ignored.
    c.complete(answer.status());
    return Status.SUCCESS;
  }

  // ---- Identify ----

  private Answer identify(Command command) {
    Answer answer = find(command);
    if (answer == null && isFree(command.nsid())) {
      answer = find(command.withNsid(DriveRecording.free(allocated)));
    }
    if (answer != null) {
      return answer;
    }
    answer =
        switch (command.selector()) {
          case 0x00, 0x11 -> inactive(command);
          case 0x05 -> commandSetOfInactive(command);
          case 0x03, 0x08 -> {
            checkNsid(command.nsid());
            yield null;
          }
          case 0x02, 0x07, 0x10, 0x1A -> listAfter(command);
          case 0x12, 0x13 -> {
            Answer some = controllersFrom(command);
            yield some == null && command.selector() == 0x12 ? inactive(command) : some;
          }
          case 0x1C -> // of the controller that is asked, by its identifier
              command.cdw10() >>> 16 == controllerId()
                  ? recording.answer(Command.of(Kind.IDENTIFY, 0, 0xFFFF_001C, 0, 0))
                  : null;
          // This knows no namespace.
          case 0x01 -> recording.answer(Command.of(Kind.IDENTIFY, 0, 0x01, 0, 0));
          default -> null;
        };
    if (answer == null) {
      throw CommandFailure.field(10, 0);
    }
    return answer;
  }

  private int controllerId() {
    return StructureWriter.u16(id, 78);
  }

  /** Whether it could be a namespace's, and is not. */
  private boolean isFree(int nsid) {
    return nsid != 0
        && Integer.compareUnsigned(nsid, StructureWriter.u32(id, 516)) <= 0
        && !allocated.contains(nsid);
  }

  private void checkNsid(int nsid) {
    if (nsid == 0 || Integer.compareUnsigned(nsid, StructureWriter.u32(id, 516)) > 0) {
      throw CommandFailure.namespace();
    }
  }

  /** Zeros are also an empty list of controllers. */
  private Answer inactive(Command command) {
    checkNsid(command.nsid());
    return new Answer(0, 0, new byte[STRUCTURE]);
  }

  private @Nullable Answer commandSetOfInactive(Command command) {
    checkNsid(command.nsid());
    int csi = command.cdw11() >>> 24;
    return recording.identify(0x06, 0, csi) == null ? null : new Answer(0, 0, new byte[STRUCTURE]);
  }

  /** The recorded list from an identifier on. */
  private @Nullable Answer listAfter(Command command) {
    Answer all = recording.answer(command.withNsid(0));
    if (all == null || !all.isSuccess()) {
      return all;
    }
    if (Integer.compareUnsigned(command.nsid(), ALL - 1) >= 0) {
      throw CommandFailure.namespace();
    }
    byte[] list = new byte[STRUCTURE];
    for (int at = 0; at < all.data().length; at += 4) {
      if (Integer.compareUnsigned(StructureWriter.u32(all.data(), at), command.nsid()) > 0) {
        System.arraycopy(all.data(), at, list, 0, all.data().length - at);
        break;
      }
    }
    return new Answer(0, 0, list);
  }

  private @Nullable Answer controllersFrom(Command command) {
    int from = command.cdw10() >>> 16;
    int nsid = command.selector() == 0x13 ? 0 : command.nsid();
    Answer all = recording.answer(new Command(Kind.IDENTIFY, nsid, command.selector(), 0, 0));
    if (all == null || !all.isSuccess()) {
      return all;
    }
    byte[] list = new byte[STRUCTURE];
    int n = 0;
    int count = Math.min(StructureWriter.u16(all.data(), 0), STRUCTURE / 2 - 1);
    for (int i = 1; i <= count; i++) {
      if (StructureWriter.u16(all.data(), 2 * i) >= from) {
        n++;
        list[2 * n] = all.data()[2 * i];
        list[2 * n + 1] = all.data()[2 * i + 1];
      }
    }
    list[0] = (byte) n;
    list[1] = (byte) (n >>> 8);
    return new Answer(0, 0, list);
  }

  // ---- Get Log Page ----

  private Answer log(EmulatedCommand c, Command command) {
    int lid = command.selector();
    int lsp = command.cdw10() >>> 8 & 0x7F;
    Command page = command;
    if (lid == PERSISTENT_EVENTS && lsp == RELEASE) {
      return new Answer(0, 0, new byte[0]);
    } else if (lid == PERSISTENT_EVENTS) {
      page = withSpecific(command, 1);
    } else if (lid == TELEMETRY) { // no telemetry but the recorded
      page = withSpecific(command, 0);
    }
    Answer answer = find(page);
    if (answer == null) {
      throw CommandFailure.at(Status.INVALID_LOG_PAGE, 10, 0);
    }
    if (!answer.isSuccess()) {
      return answer;
    }
    long length = (((c.cdw(10) >>> 16 | c.cdw(11) << 16) & 0xFFFF_FFFFL) + 1) * 4;
    long offset = c.u64(12);
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    if ((offset & 3) != 0 || offset < 0 || offset > answer.data().length) {
      throw CommandFailure.field(12, 0);
    }
    byte[] part =
        Arrays.copyOf(
            Arrays.copyOfRange(answer.data(), (int) offset, answer.data().length), (int) length);
    return new Answer(answer.status(), answer.result(), part);
  }

  private static Command withSpecific(Command command, int lsp) {
    return new Command(
        command.kind(),
        command.nsid(),
        command.selector() | lsp << 8,
        command.cdw11(),
        command.cdw14());
  }

  // ---- Get Features ----

  private Answer feature(Command command) {
    Answer answer = find(command);
    if (answer == null) { // of the controller, whichever namespace was named
      answer = recording.answer(command.withNsid(0));
    }
    if (answer == null) {
      throw CommandFailure.field(10, 0);
    }
    return answer;
  }

  /** What is for no namespace can be said in two ways. */
  private @Nullable Answer find(Command command) {
    Answer answer = recording.answer(command);
    if (answer == null && command.kind() != Kind.IDENTIFY) {
      int nsid = command.nsid();
      answer =
          nsid == 0
              ? recording.answer(command.withNsid(ALL))
              : nsid == ALL ? recording.answer(command.withNsid(0)) : null;
    }
    return answer;
  }
}
