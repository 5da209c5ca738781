package io.reactornvme.emulator;

import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;

/** An open node. It dies with the controller's removal, whether or not that comes back. */
final class EmulatedDevice implements BackendDevice {

  private final EmulatedController controller;
  private final Worker worker;
  private final int generation;

  EmulatedDevice(EmulatedController controller, Worker worker) {
    this.controller = controller;
    this.worker = worker;
    this.generation = controller.generation();
  }

  @Override
  public void submit(BackendCommand command) {
    worker.lock();
    try {
      controller.submit(command, generation);
    } finally {
      worker.unlock();
    }
  }

  @Override
  public void close() {}
}
