package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.AnaLog;
import io.reactornvme.spec.BootPartitionHeader;
import io.reactornvme.spec.ChangedNamespaceList;
import io.reactornvme.spec.ChangedZoneList;
import io.reactornvme.spec.EnduranceGroupLog;
import io.reactornvme.spec.ErrorInformationEntry;
import io.reactornvme.spec.EventAggregateLog;
import io.reactornvme.spec.FdpConfigurationsLog;
import io.reactornvme.spec.FdpEventsLog;
import io.reactornvme.spec.FdpStatisticsLog;
import io.reactornvme.spec.FeatureEffectsLog;
import io.reactornvme.spec.FirmwareSlotLog;
import io.reactornvme.spec.LbaStatusLog;
import io.reactornvme.spec.LockdownLog;
import io.reactornvme.spec.ManagementCommandEffectsLog;
import io.reactornvme.spec.MediaUnitStatusLog;
import io.reactornvme.spec.OcpSmartLog;
import io.reactornvme.spec.PersistentEventLog;
import io.reactornvme.spec.PredictableLatencyLog;
import io.reactornvme.spec.ReclaimUnitHandleUsageLog;
import io.reactornvme.spec.ReservationNotificationLog;
import io.reactornvme.spec.RotationalMediaLog;
import io.reactornvme.spec.SanitizeStatusLog;
import io.reactornvme.spec.SelfTestLog;
import io.reactornvme.spec.SupportedLogPages;
import io.reactornvme.spec.TelemetryHeader;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/** The log pages but SMART, each of the same bytes. */
@Timeout(30)
class LogPagesFuzzTest {

  /** What a page lists follows its header, as far as the bytes go. */
  private static void list(byte[] bytes, int header, Function<ByteBuffer, ?> decoder) {
    Structures.check(bytes, Math.max(header, bytes.length), decoder);
  }

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    list(bytes, AnaLog.HEADER_SIZE, AnaLog::decode);
    list(bytes, LbaStatusLog.HEADER_SIZE, LbaStatusLog::decode);
    list(bytes, EventAggregateLog.HEADER_SIZE, EventAggregateLog::decode);
    list(bytes, MediaUnitStatusLog.HEADER_SIZE, MediaUnitStatusLog::decode);
    list(bytes, FdpConfigurationsLog.HEADER_SIZE, FdpConfigurationsLog::decode);
    list(bytes, FdpEventsLog.HEADER_SIZE, FdpEventsLog::decode);
    list(bytes, ReclaimUnitHandleUsageLog.HEADER_SIZE, ReclaimUnitHandleUsageLog::decode);
    list(bytes, PersistentEventLog.HEADER_SIZE, PersistentEventLog::decode);
    Structures.check(bytes, BootPartitionHeader.SIZE, BootPartitionHeader::decode);
    Structures.check(bytes, ChangedNamespaceList.SIZE, ChangedNamespaceList::decode);
    Structures.check(bytes, ChangedZoneList.SIZE, ChangedZoneList::decode);
    Structures.check(bytes, EnduranceGroupLog.SIZE, EnduranceGroupLog::decode);
    Structures.check(bytes, ErrorInformationEntry.SIZE, ErrorInformationEntry::decode);
    Structures.check(bytes, FdpStatisticsLog.SIZE, FdpStatisticsLog::decode);
    Structures.check(bytes, FeatureEffectsLog.SIZE, FeatureEffectsLog::decode);
    Structures.check(bytes, FirmwareSlotLog.SIZE, FirmwareSlotLog::decode);
    Structures.check(bytes, LockdownLog.SIZE, LockdownLog::decode);
    Structures.check(bytes, ManagementCommandEffectsLog.SIZE, ManagementCommandEffectsLog::decode);
    Structures.check(bytes, OcpSmartLog.SIZE, OcpSmartLog::decode);
    Structures.check(bytes, PredictableLatencyLog.SIZE, PredictableLatencyLog::decode);
    Structures.check(bytes, ReservationNotificationLog.SIZE, ReservationNotificationLog::decode);
    Structures.check(bytes, RotationalMediaLog.SIZE, RotationalMediaLog::decode);
    Structures.check(bytes, SanitizeStatusLog.SIZE, SanitizeStatusLog::decode);
    Structures.check(bytes, SelfTestLog.SIZE, SelfTestLog::decode);
    Structures.check(bytes, SupportedLogPages.SIZE, SupportedLogPages::decode);
    Structures.check(bytes, TelemetryHeader.SIZE, TelemetryHeader::decode);
  }
}
