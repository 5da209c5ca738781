package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace;
import io.reactornvme.spec.SmartLog;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.time.Duration;

/** The commands behind the typed methods. */
final class StandardCommands {

  /** Identify always returns this much (NVMe Base Specification, section "Identify command"). */
  static final int IDENTIFY_BYTES = 4096;

  static final PassthruCommand SMART_LOG = smartLogBuilder().build();

  private StandardCommands() {}

  private static PassthruCommand.Builder smartLogBuilder() {
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(NvmeController.ALL_NAMESPACES)
        .cdw10((SmartLog.SIZE / 4 - 1) << 16 | SmartLog.LOG_PAGE_IDENTIFIER)
        .dataIn(SmartLog.SIZE);
  }

  static PassthruCommand smartLog(Duration deadline) {
    return smartLogBuilder().deadline(deadline).build();
  }

  static PassthruCommand commandsSupportedAndEffects(int csi) {
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .cdw10(
            (CommandsSupportedAndEffectsLog.SIZE / 4 - 1) << 16
                | CommandsSupportedAndEffectsLog.LOG_PAGE_IDENTIFIER)
        .cdw14(csi << 24)
        .dataIn(CommandsSupportedAndEffectsLog.SIZE)
        .build();
  }

  /** Identify of a namespace, or of what a controller has of such. */
  static PassthruCommand identify(int cns, int nsid) {
    return identify(cns, nsid, 0, 0);
  }

  /**
   * Identify in its general form.
   *
   * @param controllerId CNTID
   * @param cdw11 CNS Specific Identifier, and the Command Set Identifier in its upper byte
   */
  static PassthruCommand identify(int cns, int nsid, int controllerId, int cdw11) {
    return identifyBuilder(cns, nsid).cdw10(controllerId << 16 | cns).cdw11(cdw11).build();
  }

  /** With a deadline in nanoseconds, or 0 for none of its own. */
  static PassthruCommand identifyNamespace(int nsid, long deadlineNanos) {
    return identifyNamespace(IdentifyNamespace.CNS, nsid, deadlineNanos);
  }

  /** What the NVM command set alone has; the Command Set Identifier of that is 0. */
  static PassthruCommand identifyNvmNamespace(int nsid, long deadlineNanos) {
    return identifyNamespace(NvmCommandSetIdentifyNamespace.CNS, nsid, deadlineNanos);
  }

  /** What the Zoned Namespace command set alone has. */
  static PassthruCommand identifyZonedNamespace(int nsid) {
    return identify(
        ZonedNamespaceIdentifyNamespace.CNS, nsid, 0, ZonedNamespaceIdentifyNamespace.CSI << 24);
  }

  private static PassthruCommand identifyNamespace(int cns, int nsid, long deadlineNanos) {
    PassthruCommand.Builder command = identifyBuilder(cns, nsid);
    return (deadlineNanos == 0 ? command : command.deadline(Duration.ofNanos(deadlineNanos)))
        .build();
  }

  private static PassthruCommand.Builder identifyBuilder(int cns, int nsid) {
    return PassthruCommand.builder(AdminOpcode.IDENTIFY)
        .nsid(nsid)
        .cdw10(cns)
        .dataIn(IDENTIFY_BYTES);
  }
}
