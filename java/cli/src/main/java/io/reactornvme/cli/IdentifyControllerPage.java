package io.reactornvme.cli;

import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.PowerStateDescriptor;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The Identify Controller data structure as nvme-cli shows it. */
final class IdentifyControllerPage {

  /** Bit 0 of a descriptor's flags: the power is in units of 0.1 mW. */
  private static final int MAX_POWER_SCALE = 1;

  private static final Page<PowerStateDescriptor> POWER_STATE =
      Page.<PowerStateDescriptor>labelled("")
          .json("max_power", ps -> u16(ps, 0))
          .json("flags", ps -> u8(ps, 3))
          .json("entry_lat", ps -> ps.entryLatency())
          .json("exit_lat", ps -> ps.exitLatency())
          .json("read_tput", ps -> ps.relativeReadThroughput())
          .json("read_lat", ps -> ps.relativeReadLatency())
          .json("write_tput", ps -> ps.relativeWriteThroughput())
          .json("write_lat", ps -> ps.relativeWriteLatency())
          .json("idle_power", ps -> u16(ps, 16))
          .json("idle_scale", ps -> u8(ps, 18) >> 6)
          .json("active_power", ps -> u16(ps, 20))
          .json("active_power_work", ps -> ps.activePowerWorkload())
          .json("active_scale", ps -> u8(ps, 22) >> 6)
          .text("", IdentifyControllerPage::lines)
          .build();

  static final Page<IdentifyController> PAGE = page(false);

  /** With the bits explained, for {@code -H}. */
  static final Page<IdentifyController> DETAILED = page(true);

  private IdentifyControllerPage() {}

  private static Page<IdentifyController> page(boolean detailed) {
    return Page.<IdentifyController>labelled("%-10s: ", detailed)
        .title(at -> "NVME Identify Controller:")
        .hex("vid", id -> id.pciVendorId())
        .hex("ssvid", id -> id.pciSubsystemVendorId())
        .field("sn", id -> Raw.text(id.raw(), 4, 20))
        .field("mn", id -> Raw.text(id.raw(), 24, 40))
        .field("fr", id -> Raw.text(id.raw(), 64, 8))
        .field("rab", id -> id.recommendedArbitrationBurst())
        .field(
            "ieee",
            "ieee      : ",
            id -> id.ieeeOuiIdentifier(),
            oui -> String.format(Locale.ROOT, "%06x", (Integer) oui))
        .hex("cmic", id -> id.multiPathAndNamespaceSharingCapabilities().value())
        .explained(IdentifyControllerBits.CMIC)
        .field("mdts", id -> id.maximumDataTransferSize())
        .hex("cntlid", id -> id.controllerId())
        .hex("ver", id -> id.versionProperty())
        .hex("rtd3r", id -> id.rtd3ResumeLatency())
        .hex("rtd3e", id -> id.rtd3EntryLatency())
        .hex("oaes", id -> id.optionalAsynchronousEventsSupported().value())
        .explained(IdentifyControllerBits.OAES)
        .hex("ctratt", id -> id.controllerAttributes().value())
        .explained(IdentifyControllerBits.CTRATT)
        .hex("rrls", id -> id.readRecoveryLevelsSupported())
        .field("cntrltype", id -> id.raw().get(111) & 0xff)
        .explained(IdentifyControllerBits::type)
        .field("fguid", id -> Raw.uuid(id.raw(), 112))
        .field("crdt1", id -> id.commandRetryDelayTime1())
        .field("crdt2", id -> id.commandRetryDelayTime2())
        .field("crdt3", id -> id.commandRetryDelayTime3())
        .field("nvmsr", id -> id.nvmSubsystemReport().value())
        .explained(IdentifyControllerBits.NVMSR)
        .field("vwci", id -> id.vpdWriteCycleInformation().value())
        .explained(IdentifyControllerBits.VWCI)
        .field("mec", id -> id.managementEndpointCapabilities().value())
        .explained(IdentifyControllerBits.MEC)
        .hex("oacs", id -> id.optionalAdminCommandSupport().value())
        .explained(IdentifyControllerBits.OACS)
        .field("acl", id -> id.abortCommandLimit())
        .field("aerl", id -> id.asynchronousEventRequestLimit())
        .hex("frmw", id -> id.firmwareUpdates().value())
        .explained(IdentifyControllerBits.FRMW)
        .hex("lpa", id -> id.logPageAttributes().value())
        .explained(IdentifyControllerBits.LPA)
        .field("elpe", id -> id.errorLogPageEntries())
        .explained(IdentifyControllerBits::entries)
        .field("npss", id -> id.numberOfPowerStatesSupport())
        .explained(IdentifyControllerBits::powerStates)
        .hex("avscc", id -> id.adminVendorSpecificCommandConfiguration())
        .explained(IdentifyControllerBits.AVSCC)
        .hex("apsta", id -> id.autonomousPowerStateTransitionAttributes())
        .explained(IdentifyControllerBits.APSTA)
        .field("wctemp", id -> id.warningCompositeTemperatureThreshold())
        .explained(IdentifyControllerBits::warning)
        .field("cctemp", id -> id.criticalCompositeTemperatureThreshold())
        .explained(IdentifyControllerBits::critical)
        .field("mtfa", id -> id.maximumTimeForFirmwareActivation())
        .field("hmpre", id -> id.hostMemoryBufferPreferredSize())
        .field("hmmin", id -> id.hostMemoryBufferMinimumSize())
        .field("tnvmcap", id -> id.totalNvmCapacity())
        .explained(IdentifyControllerBits::total)
        .field("unvmcap", id -> id.unallocatedNvmCapacity())
        .explained(IdentifyControllerBits::unallocated)
        .hex("rpmbs", id -> id.replayProtectedMemoryBlockSupport().value())
        .explained(IdentifyControllerBits.RPMBS)
        .field("edstt", id -> id.extendedDeviceSelfTestTime())
        .field("dsto", id -> id.deviceSelfTestOptions().value())
        .field("fwug", id -> id.firmwareUpdateGranularity())
        .field("kas", id -> id.keepAliveSupport())
        .hex("hctma", id -> id.hostControlledThermalManagementAttributes())
        .explained(IdentifyControllerBits.HCTMA)
        .field("mntmt", id -> id.minimumThermalManagementTemperature())
        .explained(IdentifyControllerBits::minimum)
        .field("mxtmt", id -> id.maximumThermalManagementTemperature())
        .explained(IdentifyControllerBits::maximum)
        .hex("sanicap", id -> id.sanitizeCapabilities().value())
        .explained(IdentifyControllerBits.SANICAP)
        .field("hmminds", id -> id.hostMemoryBufferMinimumDescriptorEntrySize())
        .field("hmmaxd", id -> id.hostMemoryMaximumDescriptorsEntries())
        .field("nsetidmax", id -> id.nvmSetIdentifierMaximum())
        .field("endgidmax", id -> id.enduranceGroupIdentifierMaximum())
        .field("anatt", id -> id.anaTransitionTime())
        .field("anacap", id -> id.asymmetricNamespaceAccessCapabilities().value())
        .explained(IdentifyControllerBits.ANACAP)
        .field("anagrpmax", id -> id.anaGroupIdentifierMaximum())
        .field("nanagrpid", id -> id.numberOfAnaGroupIdentifiers())
        .field("pels", id -> id.persistentEventLogSize())
        .field("domainid", id -> id.domainIdentifier())
        .field("megcap", id -> id.maxEnduranceGroupCapacity())
        .hex("sqes", id -> id.submissionQueueEntrySize().value())
        .explained(IdentifyControllerBits.SQES)
        .hex("cqes", id -> id.completionQueueEntrySize().value())
        .explained(IdentifyControllerBits.CQES)
        .field("maxcmd", id -> id.maximumOutstandingCommands())
        .field("nn", id -> id.numberOfNamespaces())
        .hex("oncs", id -> id.optionalNvmCommandSupport().value())
        .explained(IdentifyControllerBits.ONCS)
        .hex("fuses", id -> id.fusedOperationSupport())
        .explained(IdentifyControllerBits.FUSES)
        .hex("fna", id -> id.formatNvmAttributes().value())
        .explained(IdentifyControllerBits.FNA)
        .hex("vwc", id -> id.volatileWriteCache().value())
        .explained(IdentifyControllerBits.VWC)
        .field("awun", id -> id.atomicWriteUnitNormal())
        .field("awupf", id -> id.atomicWriteUnitPowerFail())
        .field("icsvscc", id -> id.ioCommandSetVendorSpecificCommandConfiguration())
        .explained(IdentifyControllerBits.ICSVSCC)
        .field("nwpc", id -> id.namespaceWriteProtectionCapabilities().value())
        .explained(IdentifyControllerBits.NWPC)
        .field("acwu", id -> id.atomicCompareAndWriteUnit())
        .hex("ocfs", id -> id.copyDescriptorFormatsSupported())
        .explained(IdentifyControllerBits.OCFS)
        .hex("sgls", id -> id.sglSupport().value())
        .explained(IdentifyControllerBits::sgls)
        .field("mnan", id -> id.maximumNumberOfAllowedNamespaces())
        .field("maxdna", id -> id.maximumDomainNamespaceAttachments())
        .field("maxcna", id -> id.maximumIoControllerNamespaceAttachments())
        .json(
            "subnqn",
            id ->
                id.nvmSubsystemNvmeQualifiedName().isEmpty() ? null : Raw.text(id.raw(), 768, 256))
        .text("subnqn    : ", id -> Raw.text(id.raw(), 768, 256))
        .field("ioccsz", id -> id.ioQueueCommandCapsuleSupportedSize())
        .field("iorcsz", id -> id.ioQueueResponseCapsuleSupportedSize())
        .field("icdoff", id -> id.inCapsuleDataOffset())
        .hex("fcatt", id -> id.fabricsControllerAttributes().value())
        .explained(IdentifyControllerBits.FCATT)
        .field("msdbd", id -> id.maximumSglDataBlockDescriptors())
        .field("ofcs", id -> id.optionalFabricsCommandsSupport())
        .explained(IdentifyControllerBits.OFCS)
        .list("psds", id -> id.powerStates(), POWER_STATE)
        .build();
  }

  private static String lines(PowerStateDescriptor ps) {
    return String.format(
        Locale.ROOT,
        "ps   %4d : mp:%s %soperational enlat:%d exlat:%d rrt:%d rrl:%d%n"
            + "            rwt:%d rwl:%d idle_power:%s active_power:%s%n"
            + "            active_power_workload:%s",
        ps.number(),
        (u8(ps, 3) & MAX_POWER_SCALE) != 0 ? watts(u16(ps, 0), 1) : watts(u16(ps, 0), 2),
        ps.nonOperational() ? "non-" : "",
        ps.entryLatency(),
        ps.exitLatency(),
        ps.relativeReadThroughput(),
        ps.relativeReadLatency(),
        ps.relativeWriteThroughput(),
        ps.relativeWriteLatency(),
        watts(u16(ps, 16), u8(ps, 18) >> 6),
        watts(u16(ps, 20), u8(ps, 22) >> 6),
        switch (ps.activePowerWorkload()) {
          case 0 -> "-";
          case 1 -> "1MiB 32 RW, 30s idle";
          case 2 -> "80K 128KiB SW";
          default -> "reserved";
        });
  }

  /** A scale is none, 0.1 mW or 10 mW. */
  private static String watts(int power, int scale) {
    return switch (scale) {
      case 0 -> "-";
      case 1 -> String.format(Locale.ROOT, "%d.%04dW", power / 10000, power % 10000);
      case 2 -> String.format(Locale.ROOT, "%d.%02dW", power / 100, power % 100);
      default -> "reserved";
    };
  }

  private static int u8(PowerStateDescriptor ps, int offset) {
    return ps.raw().get(offset) & 0xff;
  }

  private static int u16(PowerStateDescriptor ps, int offset) {
    ByteBuffer raw = ps.raw();
    return raw.getShort(offset) & 0xffff;
  }
}
