package io.reactornvme.emulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Log pages 07h and 08h: a header, and three areas of one block each. */
final class Telemetry {

  static final int BLOCK = 512;

  /** Bit of OAES and of Asynchronous Event Configuration. */
  static final int TELEMETRY_NOTICE = 1 << 10;

  private static final int AREAS = 3;

  private final EmulatedController controller;
  private byte[] host = new byte[0];
  private byte[] ofController = new byte[0];
  private int hostGeneration;
  private int controllerGeneration;

  Telemetry(EmulatedController controller) {
    this.controller = controller;
  }

  /** Something has happened that the drive wants to keep. */
  void capture() {
    controllerGeneration++;
    ofController = areas(controllerGeneration + 0x1_0000);
    controller.events().raise(TELEMETRY_NOTICE, AsyncEvents.TYPE_NOTICE, 3, 0x08);
  }

  byte[] hostPage(boolean create) {
    if (create) {
      hostGeneration++;
      host = areas(hostGeneration);
    }
    return page(0x07, host);
  }

  byte[] controllerPage(boolean release) {
    byte[] page = page(0x08, ofController);
    if (release) {
      ofController = new byte[0];
    }
    return page;
  }

  private byte[] areas(int generation) {
    byte[] bytes = new byte[AREAS * BLOCK];
    new SplittableRandom(controller.subsystem().identity() + generation).nextBytes(bytes);
    return bytes;
  }

  private byte[] page(int lid, byte[] areas) {
    int blocks = areas.length / BLOCK;
    StructureWriter w =
        new StructureWriter(BLOCK)
            .u8(0, lid)
            .u24(5, 0x02_45_4D)
            .u16(8, Math.min(1, blocks))
            .u16(10, Math.min(2, blocks))
            .u16(12, Math.min(3, blocks))
            .u8(380, 1)
            .u8(381, lid == 0x07 ? hostGeneration : 0)
            .u8(382, ofController.length > 0 ? 1 : 0)
            .u8(383, controllerGeneration)
            .text(384, 128, "EMULATED");
    byte[] page = Arrays.copyOf(w.bytes(), BLOCK + areas.length);
    System.arraycopy(areas, 0, page, BLOCK, areas.length);
    return page;
  }
}
