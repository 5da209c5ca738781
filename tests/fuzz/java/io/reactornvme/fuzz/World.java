package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import io.reactornvme.Nvme;
import io.reactornvme.emulator.EmulatedController;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spec.IdentifyController;
import java.time.Duration;

/** The emulated drives that all inputs meet, and what must hold of them afterwards. */
final class World {

  static final Duration HANG = Duration.ofSeconds(10);

  /** Asynchronous Event Request, which waits for an event. */
  static final int AER = 0x0C;

  private World() {}

  /** Two controllers of one drive with namespaces of all kinds, small enough to hit their ends. */
  static EmulatedNvme drives() {
    return EmulatedNvme.builder()
        .controller(
            drive ->
                drive
                    .ports(2)
                    .capacity(16 << 20)
                    .maxNamespaces(8)
                    .bootPartitions(1)
                    .namespace(n -> n.size(1 << 20))
                    .namespace(n -> n.size(1 << 20).format(3).protection(1, false))
                    .namespace(
                        n -> n.size(1 << 20).format(2).extendedMetadata().protection(2, true))
                    .namespace(n -> n.size(1 << 20).zoned(64, 48, 3, 4).zoneDescriptorExtension(64))
                    .namespace(n -> n.size(1 << 20).detached()))
        .build();
  }

  /** Something happens to the drives from outside. */
  static void event(EmulatedNvme drives, Input in) {
    EmulatedController controller = drives.emulatedControllers().get(in.u8() & 1);
    switch (in.u8() % 6) {
      case 0 -> drives.clock().advance(Duration.ofSeconds(in.u16()));
      case 1 -> controller.reset();
      case 2 -> controller.remove();
      case 3 -> controller.plugIn();
      case 4 -> controller.smart().temperature(in.u8() - 40);
      default -> {
        controller.smart().availableSpare(in.u8() % 101).percentageUsed(in.u8());
        controller.checkHealth();
      }
    }
  }

  /** Whatever has happened, a drive that is plugged in answers. */
  static void checkAlive(EmulatedNvme drives, Nvme nvme) {
    drives.emulatedControllers().forEach(EmulatedController::plugIn);
    require(drives.controllers().size() == 2, "a controller is missing");
    for (EmulatedController drive : drives.emulatedControllers()) {
      IdentifyController page = nvme.controller(drive.name()).identify().controller().block(HANG);
      require(page != null && page.modelNumber().equals("EMULATED"), "model");
      require(page.serialNumber().equals(drive.serial()), "serial");
    }
  }
}
