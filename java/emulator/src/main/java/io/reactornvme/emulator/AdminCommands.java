package io.reactornvme.emulator;

import io.reactornvme.spec.AdminOpcode;

/** Leads admin commands to who executes them. Guarded by the worker's lock. */
final class AdminCommands {

  private final EmulatedController controller;
  private final IdentifyPages identify;
  private final NamespaceManagement namespaces;

  AdminCommands(EmulatedController controller) {
    this.controller = controller;
    identify = new IdentifyPages(controller);
    namespaces = new NamespaceManagement(controller);
  }

  int execute(EmulatedCommand c) {
    if (c.dataLength() > controller.maxTransfer()) {
      throw CommandFailure.of(Status.INVALID_FIELD);
    }
    Playback playback = controller.subsystem().spec().playback;
    if (playback != null && playback.answers(c.opcode())) {
      return playback.execute(c);
    }
    if (controller.subsystem().sanitize().isRunning() && !goesOnWhileSanitizing(c.opcode())) {
      throw CommandFailure.of(Status.SANITIZE_IN_PROGRESS);
    }
    return switch (c.opcode()) {
      case AdminOpcode.IDENTIFY -> identify.execute(c);
      case AdminOpcode.GET_LOG_PAGE -> controller.logPages().execute(c);
      case AdminOpcode.GET_FEATURES -> controller.features().get(c);
      case AdminOpcode.SET_FEATURES -> controller.features().set(c);
      case AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST -> controller.events().request(c);
      case AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD -> controller.subsystem().firmware().download(c);
      case AdminOpcode.FIRMWARE_COMMIT -> commitFirmware(c);
      case AdminOpcode.NAMESPACE_MANAGEMENT -> namespaces.manage(c);
      case AdminOpcode.NAMESPACE_ATTACHMENT -> namespaces.attach(c);
      case AdminOpcode.FORMAT_NVM -> namespaces.format(c);
      case AdminOpcode.DEVICE_SELF_TEST -> controller.selfTest().execute(c);
      case AdminOpcode.SANITIZE -> controller.subsystem().sanitize().execute(c);
      case AdminOpcode.DIRECTIVE_SEND -> controller.subsystem().directives().send(c, controller);
      case AdminOpcode.DIRECTIVE_RECEIVE ->
          controller.subsystem().directives().receive(c, controller);
      case AdminOpcode.SECURITY_SEND -> throw Security.unknownProtocol();
      case AdminOpcode.SECURITY_RECEIVE -> Security.receive(c);
      case AdminOpcode.ABORT -> {
        c.result(1); // not aborted: it had ended, or nobody knows its identifier
        yield Status.SUCCESS;
      }
      case AdminOpcode.KEEP_ALIVE -> Status.SUCCESS;
      case AdminOpcode.CREATE_IO_SUBMISSION_QUEUE,
          AdminOpcode.DELETE_IO_SUBMISSION_QUEUE,
          AdminOpcode.CREATE_IO_COMPLETION_QUEUE,
          AdminOpcode.DELETE_IO_COMPLETION_QUEUE ->
          throw CommandFailure.at(Status.INVALID_QUEUE_IDENTIFIER, 10, 0);
      default -> throw CommandFailure.at(Status.INVALID_OPCODE, 0, 0);
    };
  }

  private static boolean goesOnWhileSanitizing(int opcode) {
    return switch (opcode) {
      case AdminOpcode.NAMESPACE_MANAGEMENT,
          AdminOpcode.NAMESPACE_ATTACHMENT,
          AdminOpcode.FORMAT_NVM,
          AdminOpcode.DEVICE_SELF_TEST,
          AdminOpcode.FIRMWARE_COMMIT,
          AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD ->
          false;
      default -> true;
    };
  }

  private int commitFirmware(EmulatedCommand c) {
    BootPartitions boot = controller.subsystem().bootPartitions();
    int action = c.bits(10, 5, 3);
    if (boot != null && action >= Firmware.REPLACE_BOOT_PARTITION) {
      if (action == Firmware.REPLACE_BOOT_PARTITION) {
        boot.replace(c.bits(10, 31, 31), controller.subsystem().firmware().takeDownload());
      } else {
        boot.activate(c.bits(10, 31, 31));
      }
      return Status.SUCCESS;
    }
    String before = controller.subsystem().firmware().revision();
    int status = controller.subsystem().firmware().commit(c);
    controller
        .subsystem()
        .persistentEvents()
        .firmwareCommitted(
            before,
            controller.subsystem().firmware().revision(),
            c.bits(10, 5, 3),
            c.bits(10, 2, 0));
    if (c.bits(10, 5, 3) == 3) {
      controller.events().raise(AsyncEvents.FIRMWARE_ACTIVATION, AsyncEvents.TYPE_NOTICE, 1, 0x03);
      controller.subsystem().world().changed();
    }
    return status;
  }
}
