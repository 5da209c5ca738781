package io.reactornvme.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Log page 0Dh of a subsystem, newest event first. Guarded by the worker's lock. */
final class PersistentEvents {

  private static final int HEADER = 512;
  private static final int EVENT_HEADER = 24;
  private static final int LIMIT = 100;

  private static final int READ = 0;
  private static final int ESTABLISH_AND_READ = 1;
  private static final int RELEASE = 2;

  private static final int SMART_SNAPSHOT = 0x01;
  private static final int FIRMWARE_COMMIT = 0x02;
  private static final int TIMESTAMP_CHANGE = 0x03;
  private static final int FORMAT_START = 0x07;
  private static final int FORMAT_COMPLETION = 0x08;
  private static final int SANITIZE_START = 0x09;
  private static final int SANITIZE_COMPLETION = 0x0A;

  private final Subsystem subsystem;
  private final Deque<byte[]> newestFirst = new ArrayDeque<>();
  private byte @Nullable [] context;
  private int generation;

  PersistentEvents(Subsystem subsystem) {
    this.subsystem = subsystem;
  }

  /** The page by the action that the Log Specific Field asks for. */
  byte[] page(EmulatedController reader, int action) {
    switch (action) {
      case READ -> {
        if (context == null) {
          throw CommandFailure.of(Status.COMMAND_SEQUENCE_ERROR);
        }
        return context;
      }
      case ESTABLISH_AND_READ -> {
        if (context != null) {
          throw CommandFailure.of(Status.COMMAND_SEQUENCE_ERROR);
        }
        byte[] now = page(reader);
        context = now;
        return now;
      }
      case RELEASE -> {
        context = null;
        return new byte[HEADER];
      }
      default -> throw CommandFailure.field(10, 8);
    }
  }

  private byte[] page(EmulatedController reader) {
    generation++;
    int length = HEADER + newestFirst.stream().mapToInt(e -> e.length).sum();
    EmulatedSmart smart = reader.smartState();
    StructureWriter w =
        new StructureWriter(length)
            .u8(0, 0x0D)
            .u32(4, newestFirst.size())
            .u64(8, length)
            .u8(16, 3)
            .u16(18, HEADER - 20)
            .u48(20, reader.features().milliseconds())
            .u128(28, smart.powerOnHours())
            .u64(44, smart.powerCycles())
            .u16(52, 0xFFFF)
            .u16(54, 0xFFFF)
            .ascii(56, 20, subsystem.serial())
            .ascii(76, 40, ControllerSpec.MODEL)
            .text(116, 256, subsystem.nqn())
            .u16(372, generation)
            .u16(374, reader.controllerId());
    for (int type :
        new int[] {
          SMART_SNAPSHOT,
          FIRMWARE_COMMIT,
          TIMESTAMP_CHANGE,
          FORMAT_START,
          FORMAT_COMPLETION,
          SANITIZE_START,
          SANITIZE_COMPLETION
        }) {
      w.u8(480 + type / 8, w.bytes()[480 + type / 8] | 1 << type % 8);
    }
    int at = HEADER;
    for (byte[] event : newestFirst) {
      w.bytes(at, event);
      at += event.length;
    }
    return w.bytes();
  }

  private void add(int type, StructureWriter data) {
    EmulatedController first = subsystem.controllers().get(0);
    StructureWriter w =
        new StructureWriter(EVENT_HEADER + data.bytes().length)
            .u8(0, type)
            .u8(1, 1)
            .u8(2, EVENT_HEADER - 3)
            .u16(4, first.controllerId())
            .u48(6, first.features().milliseconds())
            .u16(22, data.bytes().length)
            .bytes(EVENT_HEADER, data.bytes());
    if (newestFirst.size() == LIMIT) {
      newestFirst.removeLast();
    }
    newestFirst.addFirst(w.bytes());
  }

  void smartSnapshot(byte[] smart) {
    add(SMART_SNAPSHOT, new StructureWriter(smart.length).bytes(0, smart));
  }

  void firmwareCommitted(String before, String after, int action, int slot) {
    add(
        FIRMWARE_COMMIT,
        new StructureWriter(22).ascii(0, 8, before).ascii(8, 8, after).u8(16, action).u8(17, slot));
  }

  void timestampChanged(long before) {
    add(TIMESTAMP_CHANGE, new StructureWriter(16).u48(0, before));
  }

  void formatStarted(int nsid, int dword10) {
    add(FORMAT_START, new StructureWriter(12).u32(0, nsid).u8(4, 1 << 2).u32(8, dword10));
  }

  void formatEnded(int nsid) {
    add(FORMAT_COMPLETION, new StructureWriter(12).u32(0, nsid));
  }

  void sanitizeStarted(int dword10, int dword11) {
    add(
        SANITIZE_START,
        new StructureWriter(12).u32(0, IdentifyPages.SANICAP).u32(4, dword10).u32(8, dword11));
  }

  void sanitizeEnded(int state) {
    add(SANITIZE_COMPLETION, new StructureWriter(8).u16(0, 0xFFFF).u16(2, state));
  }
}
