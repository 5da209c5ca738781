package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.SmartLog;
import java.time.Duration;

/** The commands behind the typed methods. */
final class StandardCommands {

  /** All namespaces, or the controller as a whole. */
  private static final int BROADCAST = 0xFFFFFFFF;

  private static final int CNS_NAMESPACE = 0x00;
  private static final int CNS_CONTROLLER = 0x01;
  private static final int CNS_COMMAND_SET_NAMESPACE = 0x05;

  static final PassthruCommand IDENTIFY_CONTROLLER =
      PassthruCommand.builder(AdminOpcode.IDENTIFY)
          .cdw10(CNS_CONTROLLER)
          .dataIn(IdentifyController.SIZE)
          .build();

  static final PassthruCommand SMART_LOG = smartLogBuilder().build();

  private StandardCommands() {}

  private static PassthruCommand.Builder smartLogBuilder() {
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(BROADCAST)
        .cdw10((SmartLog.SIZE / 4 - 1) << 16 | SmartLog.LOG_PAGE_IDENTIFIER)
        .dataIn(SmartLog.SIZE);
  }

  static PassthruCommand smartLog(Duration deadline) {
    return smartLogBuilder().deadline(deadline).build();
  }

  static PassthruCommand identifyNamespace(int nsid) {
    return identifyNamespace(nsid, 0);
  }

  /** With a deadline in nanoseconds, or 0 for none of its own. */
  static PassthruCommand identifyNamespace(int nsid, long deadlineNanos) {
    return identify(CNS_NAMESPACE, nsid, deadlineNanos);
  }

  /** What the NVM command set alone has: CNS 05h with CSI 00h. */
  static PassthruCommand identifyNvmNamespace(int nsid, long deadlineNanos) {
    return identify(CNS_COMMAND_SET_NAMESPACE, nsid, deadlineNanos);
  }

  private static PassthruCommand identify(int cns, int nsid, long deadlineNanos) {
    PassthruCommand.Builder command =
        PassthruCommand.builder(AdminOpcode.IDENTIFY)
            .nsid(nsid)
            .cdw10(cns)
            .dataIn(IdentifyNamespace.SIZE);
    return (deadlineNanos == 0 ? command : command.deadline(Duration.ofNanos(deadlineNanos)))
        .build();
  }
}
