package io.reactornvme;

import io.reactornvme.spec.AnaLog;
import io.reactornvme.spec.BootPartitionHeader;
import io.reactornvme.spec.ChangedNamespaceList;
import io.reactornvme.spec.ChangedZoneList;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
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
import io.reactornvme.spec.SmartLog;
import io.reactornvme.spec.SupportedLogPages;
import io.reactornvme.spec.TelemetryHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The log pages of a controller (NVM Express Base Specification 2.1, section 5.1.12, Get Log Page
 * command).
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; a status other than success
 * is an {@link NvmeStatusException}. Thread-safe.
 *
 * <p><b>Events.</b> Reading retains the asynchronous event that a page belongs to, and with it what
 * the page loses when the event is cleared, except where a method says otherwise; {@link
 * #clearEvent} clears. The events themselves come to the kernel's driver.
 *
 * <p><b>Long pages</b> are read with several commands, one after the other, of as many bytes as the
 * device takes; where the kernel refuses that many (its limits count segments, too), of half as
 * many, down to 4 KiB. A page with a generation number is found out if it has changed meanwhile:
 * where it comes in one piece, it is read again up to three times, and then the error is {@link
 * NvmeLogChangedException}; where it is streamed, that error comes in place of the last piece, for
 * what was given out cannot be taken back, and {@code retry()} starts anew. A drive that has no
 * offsets in Get Log Page (LPA of Identify Controller, which is asked before the first offset) is
 * an {@link NvmeRefusedException}; a page that claims a length beyond belief an {@link
 * NvmeLogFormatException}.
 *
 * <p><b>Demand.</b> A stream sends a command when a piece is requested and not before: its prefetch
 * is zero. After a cancel only the command under way is completed. The pieces are little-endian and
 * the subscriber's to keep.
 */
public final class NvmeLogs {

  private static final int TELEMETRY_HOST = 0x07;
  private static final int TELEMETRY_CONTROLLER = 0x08;
  private static final int PREDICTABLE_LATENCY_EVENTS = 0x0B;
  private static final int ENDURANCE_GROUP_EVENTS = 0x0F;

  /** Command set identifier. */
  private static final int ZONED = 2;

  private static final LogPageRequest PEL =
      LogPageRequest.of(PersistentEventLog.LOG_PAGE_IDENTIFIER);

  private static final LogShape PERSISTENT_EVENTS =
      new LogShape(
          PersistentEventLog.HEADER_SIZE,
          head -> le(head).getLong(head.position() + 8),
          head -> le(head).getShort(head.position() + 372) & 0xFFFF);

  private static final LogShape ANA =
      new LogShape(LogRead.SMALLEST, AnaLog::length, head -> le(head).getLong(head.position()));

  private static final LogShape LBA_STATUS =
      new LogShape(
          LogRead.SMALLEST,
          head -> Math.max(LbaStatusLog.HEADER_SIZE, u32(head, 0)),
          head -> u16(head, 14));

  private static final LogShape AGGREGATE =
      LogShape.of(
          LogRead.SMALLEST,
          head -> EventAggregateLog.HEADER_SIZE + 2 * Math.min(u32(head, 0), 0xFFFF));

  private static final LogShape BOOT_PARTITION =
      LogShape.of(
          BootPartitionHeader.SIZE,
          head -> BootPartitionHeader.SIZE + BootPartitionHeader.decode(head).partitionBytes());

  private static final LogShape FDP_CONFIGURATIONS =
      LogShape.of(
          LogRead.SMALLEST, head -> Math.max(FdpConfigurationsLog.HEADER_SIZE, u32(head, 4)));

  private static final LogShape HANDLE_USAGE =
      LogShape.of(
          LogRead.SMALLEST, head -> ReclaimUnitHandleUsageLog.HEADER_SIZE + 8L * u16(head, 0));

  private static final LogShape FDP_EVENTS =
      LogShape.of(LogRead.SMALLEST, head -> FdpEventsLog.HEADER_SIZE + 64 * u32(head, 0));

  private final Device device;

  NvmeLogs(Device device) {
    this.device = device;
  }

  private static ByteBuffer le(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long u32(ByteBuffer bytes, int offset) {
    return le(bytes).getInt(bytes.position() + offset) & 0xFFFF_FFFFL;
  }

  private static int u16(ByteBuffer bytes, int offset) {
    return le(bytes).getShort(bytes.position() + offset) & 0xFFFF;
  }

  private <T> Mono<T> fixed(LogPageRequest request, int size, Function<ByteBuffer, T> decode) {
    return device
        .command(request.command(0, size, true), CommandForm.ADMIN)
        .map(result -> decode.apply(result.orThrow().data()));
  }

  private Mono<ByteBuffer> gather(LogPageRequest request, LogShape shape) {
    return LogRead.gather(device, request, shape);
  }

  private Flux<ByteBuffer> telemetry(
      int logPageIdentifier, TelemetryRequest request, ToLongFunction<TelemetryHeader> generation) {
    LogPageRequest rest = request.of(logPageIdentifier);
    return LogRead.stream(
        device,
        request.creates() ? rest.logSpecificParameter(1) : rest,
        rest,
        new LogShape(
            TelemetryHeader.SIZE,
            head -> TelemetryHeader.decode(head).length(request.dataArea()),
            head -> generation.applyAsLong(TelemetryHeader.decode(head))));
  }

  private void checkGuid(OcpSmartLog log) {
    if (!log.isGenuine()) {
      throw new NvmeLogFormatException(
          device.target().path(),
          "log page C0h has the GUID " + log.logPageGuid() + ", not " + OcpSmartLog.GUID,
          "It is another vendor's page; read() gives its bytes.");
    }
  }

  /**
   * Reads the SMART / Health Information log page of the controller (NVM Express Base Specification
   * 2.1, section 5.1.12.1.3, log page 02h). As the kernel's own reads of it do, this clears its
   * event: a drive that is looked at over and over may tell of the next warning.
   *
   * @return the 512 bytes, decoded
   */
  public Mono<SmartLog> smart() {
    return device
        .command(StandardCommands.SMART_LOG, CommandForm.ADMIN)
        .map(result -> SmartLog.decode(result.orThrow().data()));
  }

  /**
   * Reads the Commands Supported and Effects log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.6, log page 05h).
   *
   * @param csi the I/O command set whose commands are meant, 0 to 255: 0 NVM, 2 Zoned Namespace
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Mono<CommandsSupportedAndEffectsLog> commandsSupportedAndEffects(int csi) {
    if (csi < 0 || csi > 255) {
      throw new IllegalArgumentException("a command set identifier is 0 to 255, not " + csi);
    }
    return device
        .command(StandardCommands.commandsSupportedAndEffects(csi), CommandForm.ADMIN)
        .map(result -> CommandsSupportedAndEffectsLog.decode(result.orThrow().data()));
  }

  /**
   * Reads the SMART / Health Information log page of one namespace (NVM Express Base Specification
   * 2.1, section 5.1.12.1.3, log page 02h), which some drives have (LPA of Identify Controller).
   *
   * @param nsid a namespace of this controller
   * @return the 512 bytes, decoded
   */
  public Mono<SmartLog> smart(int nsid) {
    return fixed(
        LogPageRequest.of(SmartLog.LOG_PAGE_IDENTIFIER).nsid(nsid),
        SmartLog.SIZE,
        SmartLog::decode);
  }

  /**
   * Reads the Supported Log Pages log page (NVM Express Base Specification 2.1, section 5.1.12.1.1,
   * log page 00h).
   *
   * @return the 1024 bytes, decoded
   */
  public Mono<SupportedLogPages> supportedPages() {
    return fixed(
        LogPageRequest.of(SupportedLogPages.LOG_PAGE_IDENTIFIER),
        SupportedLogPages.SIZE,
        SupportedLogPages::decode);
  }

  /**
   * Reads the Error Information log page (NVM Express Base Specification 2.1, section 5.1.12.1.2,
   * log page 01h), with as many entries as the drive has, which it is asked for first (ELPE of
   * Identify Controller).
   *
   * @return the entries, newest first, without those not used
   */
  public Mono<List<ErrorInformationEntry>> errorInformation() {
    return LogRead.onDemand(
        new NvmeIdentify(device)
            .controller()
            .map(id -> id.errorLogPageEntries() + 1)
            .flatMap(this::errorInformation));
  }

  /**
   * Reads the Error Information log page (NVM Express Base Specification 2.1, section 5.1.12.1.2,
   * log page 01h).
   *
   * @param entries how many entries of 64 bytes, 1 to 256
   * @return the entries, newest first, without those not used
   * @throws IllegalArgumentException if the number is not 1 to 256
   */
  public Mono<List<ErrorInformationEntry>> errorInformation(int entries) {
    if (entries < 1 || entries > 256) {
      throw new IllegalArgumentException("1 to 256 entries, not " + entries);
    }
    return gather(
            LogPageRequest.of(ErrorInformationEntry.LOG_PAGE_IDENTIFIER),
            LogShape.of(
                Math.min(entries * ErrorInformationEntry.SIZE, LogRead.SMALLEST),
                head -> (long) entries * ErrorInformationEntry.SIZE))
        .map(
            data ->
                ErrorInformationEntry.decodeAll(data).stream()
                    .filter(ErrorInformationEntry::isUsed)
                    .toList());
  }

  /**
   * Reads the Firmware Slot Information log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.4, log page 03h).
   *
   * @return the 512 bytes, decoded
   */
  public Mono<FirmwareSlotLog> firmwareSlots() {
    return fixed(
        LogPageRequest.of(FirmwareSlotLog.LOG_PAGE_IDENTIFIER),
        FirmwareSlotLog.SIZE,
        FirmwareSlotLog::decode);
  }

  /**
   * Reads the Changed Attached Namespace List log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.5, log page 04h). The kernel reads it, too, when the drive tells of a change, and
   * clears it.
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<ChangedNamespaceList> changedNamespaces() {
    return fixed(
        LogPageRequest.of(ChangedNamespaceList.LOG_PAGE_IDENTIFIER),
        ChangedNamespaceList.SIZE,
        ChangedNamespaceList::decode);
  }

  /**
   * Reads the Device Self-test log page (NVM Express Base Specification 2.1, section 5.1.12.1.7,
   * log page 06h).
   *
   * @return the 564 bytes, decoded
   */
  public Mono<SelfTestLog> selfTest() {
    return fixed(
        LogPageRequest.of(SelfTestLog.LOG_PAGE_IDENTIFIER), SelfTestLog.SIZE, SelfTestLog::decode);
  }

  /**
   * Reads the header of the Telemetry Host-Initiated log page (NVM Express Base Specification 2.1,
   * section 5.1.12.1.8, log page 07h), of what a host had the drive capture last.
   *
   * @return the 512 bytes, decoded
   */
  public Mono<TelemetryHeader> telemetryHostHeader() {
    return fixed(LogPageRequest.of(TELEMETRY_HOST), TelemetryHeader.SIZE, TelemetryHeader::decode);
  }

  /**
   * Reads the header of the Telemetry Controller-Initiated log page (NVM Express Base Specification
   * 2.1, section 5.1.12.1.9, log page 08h), of what the drive has captured by itself.
   *
   * @return the 512 bytes, decoded
   */
  public Mono<TelemetryHeader> telemetryControllerHeader() {
    return fixed(
        LogPageRequest.of(TELEMETRY_CONTROLLER), TelemetryHeader.SIZE, TelemetryHeader::decode);
  }

  /**
   * Streams the Telemetry Host-Initiated log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.8, log page 07h), its header first; see the class for how. With {@link
   * TelemetryRequest#create()} each subscription has the drive capture its state first.
   *
   * @param request up to which data area
   * @return the log in pieces, the first of them the 512 bytes of the header; {@link
   *     NvmeLogChangedException} if somebody had the drive capture anew meanwhile
   */
  public Flux<ByteBuffer> telemetryHost(TelemetryRequest request) {
    return telemetry(TELEMETRY_HOST, request, TelemetryHeader::hostInitiatedDataGenerationNumber);
  }

  /**
   * Streams the Telemetry Controller-Initiated log page (NVM Express Base Specification 2.1,
   * section 5.1.12.1.9, log page 08h), its header first; see the class for how. With {@link
   * TelemetryRequest#release()} the drive may forget it then.
   *
   * @param request up to which data area
   * @return the log in pieces, the first of them the 512 bytes of the header; {@link
   *     NvmeLogChangedException} if the drive captured anew meanwhile
   * @throws IllegalArgumentException if the request is to create, which the drive does by itself
   *     here
   */
  public Flux<ByteBuffer> telemetryController(TelemetryRequest request) {
    if (request.creates()) {
      throw new IllegalArgumentException("a host creates the host-initiated log, not this one");
    }
    return telemetry(
        TELEMETRY_CONTROLLER, request, TelemetryHeader::controllerInitiatedDataGenerationNumber);
  }

  /**
   * Reads the Endurance Group Information log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.10, log page 09h).
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @return the 512 bytes, decoded
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<EnduranceGroupLog> enduranceGroup(int enduranceGroup) {
    LogPageRequest request =
        LogPageRequest.of(EnduranceGroupLog.LOG_PAGE_IDENTIFIER)
            .logSpecificIdentifier(enduranceGroup);
    return fixed(request, EnduranceGroupLog.SIZE, EnduranceGroupLog::decode);
  }

  /**
   * Reads the Predictable Latency Per NVM Set log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.11, log page 0Ah).
   *
   * @param nvmSet NVM Set identifier, 1 to 65535
   * @return the 512 bytes, decoded
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<PredictableLatencyLog> predictableLatency(int nvmSet) {
    LogPageRequest request =
        LogPageRequest.of(PredictableLatencyLog.LOG_PAGE_IDENTIFIER).logSpecificIdentifier(nvmSet);
    return fixed(request, PredictableLatencyLog.SIZE, PredictableLatencyLog::decode);
  }

  /**
   * Reads the Predictable Latency Event Aggregate log page (NVM Express Base Specification 2.1,
   * section 5.1.12.1.12, log page 0Bh), as long as it is.
   *
   * @return the NVM Sets that have an event to tell
   */
  public Mono<EventAggregateLog> predictableLatencyEvents() {
    return gather(LogPageRequest.of(PREDICTABLE_LATENCY_EVENTS), AGGREGATE)
        .map(EventAggregateLog::decode);
  }

  /**
   * Reads the Asymmetric Namespace Access log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.13, log page 0Ch), as long as it is.
   *
   * @return the groups with their namespaces; {@link NvmeLogChangedException} if it changes over
   *     and over
   */
  public Mono<AnaLog> asymmetricNamespaceAccess() {
    return gather(LogPageRequest.of(AnaLog.LOG_PAGE_IDENTIFIER), ANA).map(AnaLog::decode);
  }

  /**
   * Reads the Persistent Event log page (NVM Express Base Specification 2.1, section 5.1.12.1.14,
   * log page 0Dh) in one piece: establishes a reporting context, reads what it has, and releases
   * it, also when cancelled and after an error. There is one context for all; while somebody else
   * has it, the drive answers Command Sequence Error.
   *
   * @return header and events, up to 256 MiB; {@link NvmeLogChangedException} if others take the
   *     context over and over
   */
  public Mono<PersistentEventLog> persistentEvents() {
    return LogRead.gatherInContext(
            device,
            PEL.logSpecificParameter(1),
            PEL,
            PEL.logSpecificParameter(2).length(PersistentEventLog.HEADER_SIZE),
            PERSISTENT_EVENTS)
        .map(PersistentEventLog::decode);
  }

  /**
   * Streams the Persistent Event log page (NVM Express Base Specification 2.1, section 5.1.12.1.14,
   * log page 0Dh), its header first; see the class for how, and {@link #persistentEvents()} for the
   * reporting context.
   *
   * @return the log in pieces, the first of them the 512 bytes of the header; {@link
   *     NvmeLogChangedException} if the context was lost to somebody else meanwhile
   */
  public Flux<ByteBuffer> persistentEventData() {
    return LogRead.streamInContext(
        device,
        PEL.logSpecificParameter(1),
        PEL,
        PEL.logSpecificParameter(2).length(PersistentEventLog.HEADER_SIZE),
        PERSISTENT_EVENTS);
  }

  /**
   * Releases the reporting context of the Persistent Event log page, whoever has established it
   * (NVM Express Base Specification 2.1, section 5.1.12.1.14, log page 0Dh, action 02h): for one
   * that a program which is no more has left behind.
   *
   * @return completes when there is none
   */
  public Mono<Void> releasePersistentEvents() {
    return LogRead.onDemand(
        device
            .command(
                PEL.logSpecificParameter(2).command(0, PersistentEventLog.HEADER_SIZE, true),
                CommandForm.ADMIN)
            .doOnNext(PassthruResult::orThrow)
            .then());
  }

  /**
   * Reads the LBA Status Information log page (NVM Express NVM Command Set Specification 1.1, log
   * page 0Eh), as long as it is.
   *
   * @return the ranges of logical blocks; {@link NvmeLogChangedException} if it changes over and
   *     over
   */
  public Mono<LbaStatusLog> lbaStatus() {
    return gather(LogPageRequest.of(LbaStatusLog.LOG_PAGE_IDENTIFIER), LBA_STATUS)
        .map(LbaStatusLog::decode);
  }

  /**
   * Reads the Endurance Group Event Aggregate log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.15, log page 0Fh), as long as it is.
   *
   * @return the Endurance Groups that have an event to tell
   */
  public Mono<EventAggregateLog> enduranceGroupEvents() {
    return gather(LogPageRequest.of(ENDURANCE_GROUP_EVENTS), AGGREGATE)
        .map(EventAggregateLog::decode);
  }

  /**
   * Reads the Media Unit Status log page (NVM Express Base Specification 2.1, section 5.1.12.1.16,
   * log page 10h), as long as it is.
   *
   * @param domain domain identifier, 0 if there are none, to 65535
   * @return the media units
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<MediaUnitStatusLog> mediaUnits(int domain) {
    return gather(
            LogPageRequest.of(MediaUnitStatusLog.LOG_PAGE_IDENTIFIER).logSpecificIdentifier(domain),
            LogShape.of(LogRead.SMALLEST, MediaUnitStatusLog::length))
        .map(MediaUnitStatusLog::decode);
  }

  /**
   * Reads the Feature Identifiers Supported and Effects log page (NVM Express Base Specification
   * 2.1, section 5.1.12.1.18, log page 12h).
   *
   * @return the 1024 bytes, decoded
   */
  public Mono<FeatureEffectsLog> featureEffects() {
    return fixed(
        LogPageRequest.of(FeatureEffectsLog.LOG_PAGE_IDENTIFIER),
        FeatureEffectsLog.SIZE,
        FeatureEffectsLog::decode);
  }

  /**
   * Reads the NVMe-MI Commands Supported and Effects log page (NVM Express Base Specification 2.1,
   * section 5.1.12.1.19, log page 13h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<ManagementCommandEffectsLog> managementCommandEffects() {
    return fixed(
        LogPageRequest.of(ManagementCommandEffectsLog.LOG_PAGE_IDENTIFIER),
        ManagementCommandEffectsLog.SIZE,
        ManagementCommandEffectsLog::decode);
  }

  /**
   * Reads the Command and Feature Lockdown log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.20, log page 14h).
   *
   * @param scope 0 admin opcodes, 2 feature identifiers, 3 NVMe-MI opcodes, 4 PCIe opcodes; 0 to 15
   * @param contents code of the list: 0 what can be prohibited, 1 what is prohibited on admin
   *     queues, 2 what is prohibited out-of-band; 0 to 3
   * @return the 512 bytes, decoded
   * @throws IllegalArgumentException if a value does not fit in its field
   */
  public Mono<LockdownLog> lockdown(int scope, int contents) {
    if (scope < 0 || scope > 15 || contents < 0 || contents > 3) {
      throw new IllegalArgumentException(
          "the scope is 0 to 15 and contents 0 to 3, not " + scope + " and " + contents);
    }
    LogPageRequest request =
        LogPageRequest.of(LockdownLog.LOG_PAGE_IDENTIFIER)
            .logSpecificParameter(contents << 4 | scope);
    return fixed(request, LockdownLog.SIZE, LockdownLog::decode);
  }

  /**
   * Streams the Boot Partition log page (NVM Express Base Specification 2.1, section 5.1.12.1.21,
   * log page 15h), its header first; see the class for how.
   *
   * @param partition 0 or 1
   * @return the log in pieces, the first of them the 16 bytes of the header, see {@link
   *     BootPartitionHeader}
   * @throws IllegalArgumentException if there is no such partition
   */
  public Flux<ByteBuffer> bootPartition(int partition) {
    if (partition != 0 && partition != 1) {
      throw new IllegalArgumentException("the boot partition is 0 or 1, not " + partition);
    }
    LogPageRequest request =
        LogPageRequest.of(BootPartitionHeader.LOG_PAGE_IDENTIFIER).logSpecificParameter(partition);
    return LogRead.stream(device, request, request, BOOT_PARTITION);
  }

  /**
   * Reads the Rotational Media Information log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.22, log page 16h).
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @return the 512 bytes, decoded
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<RotationalMediaLog> rotationalMedia(int enduranceGroup) {
    LogPageRequest request =
        LogPageRequest.of(RotationalMediaLog.LOG_PAGE_IDENTIFIER)
            .logSpecificIdentifier(enduranceGroup);
    return fixed(request, RotationalMediaLog.SIZE, RotationalMediaLog::decode);
  }

  /**
   * Reads the FDP Configurations log page (NVM Express Base Specification 2.1, section 5.1.12.1.28,
   * log page 20h), as long as it is.
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @return the configurations
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<FdpConfigurationsLog> fdpConfigurations(int enduranceGroup) {
    return gather(
            LogPageRequest.of(FdpConfigurationsLog.LOG_PAGE_IDENTIFIER)
                .logSpecificIdentifier(enduranceGroup),
            FDP_CONFIGURATIONS)
        .map(FdpConfigurationsLog::decode);
  }

  /**
   * Reads the Reclaim Unit Handle Usage log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.29, log page 21h), as long as it is.
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @return the handles
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<ReclaimUnitHandleUsageLog> reclaimUnitHandleUsage(int enduranceGroup) {
    return gather(
            LogPageRequest.of(ReclaimUnitHandleUsageLog.LOG_PAGE_IDENTIFIER)
                .logSpecificIdentifier(enduranceGroup),
            HANDLE_USAGE)
        .map(ReclaimUnitHandleUsageLog::decode);
  }

  /**
   * Reads the FDP Statistics log page (NVM Express Base Specification 2.1, section 5.1.12.1.30, log
   * page 22h).
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @return the 64 bytes, decoded
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<FdpStatisticsLog> fdpStatistics(int enduranceGroup) {
    LogPageRequest request =
        LogPageRequest.of(FdpStatisticsLog.LOG_PAGE_IDENTIFIER)
            .logSpecificIdentifier(enduranceGroup);
    return fixed(request, FdpStatisticsLog.SIZE, FdpStatisticsLog::decode);
  }

  /**
   * Reads the FDP Events log page (NVM Express Base Specification 2.1, section 5.1.12.1.31, log
   * page 23h), as long as it is.
   *
   * @param enduranceGroup Endurance Group identifier, 1 to 65535
   * @param ofHost true for the events that hosts cause, false for those of the controller
   * @return the events, oldest first
   * @throws IllegalArgumentException if the identifier does not fit in 16 bits
   */
  public Mono<FdpEventsLog> fdpEvents(int enduranceGroup, boolean ofHost) {
    LogPageRequest request =
        LogPageRequest.of(FdpEventsLog.LOG_PAGE_IDENTIFIER)
            .logSpecificIdentifier(enduranceGroup)
            .logSpecificParameter(ofHost ? 1 : 0);
    return gather(request, FDP_EVENTS).map(FdpEventsLog::decode);
  }

  /**
   * Reads the Reservation Notification log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.32, log page 80h).
   *
   * @return the 64 bytes, decoded: the oldest unread notification
   */
  public Mono<ReservationNotificationLog> reservationNotification() {
    return fixed(
        LogPageRequest.of(ReservationNotificationLog.LOG_PAGE_IDENTIFIER),
        ReservationNotificationLog.SIZE,
        ReservationNotificationLog::decode);
  }

  /**
   * Reads the Sanitize Status log page (NVM Express Base Specification 2.1, section 5.1.12.1.33,
   * log page 81h).
   *
   * @return the 512 bytes, decoded
   */
  public Mono<SanitizeStatusLog> sanitizeStatus() {
    return fixed(
        LogPageRequest.of(SanitizeStatusLog.LOG_PAGE_IDENTIFIER),
        SanitizeStatusLog.SIZE,
        SanitizeStatusLog::decode);
  }

  /**
   * Reads the Changed Zone List log page (NVM Express Zoned Namespace Command Set Specification
   * 1.2, log page BFh).
   *
   * @param nsid a zoned namespace of this controller
   * @return the 4096 bytes, decoded
   */
  public Mono<ChangedZoneList> changedZones(int nsid) {
    LogPageRequest request =
        LogPageRequest.of(ChangedZoneList.LOG_PAGE_IDENTIFIER)
            .nsid(nsid)
            .commandSetIdentifier(ZONED);
    return fixed(request, ChangedZoneList.SIZE, ChangedZoneList::decode);
  }

  /**
   * Reads the SMART / Health Information Extended log page (OCP Datacenter NVMe SSD Specification
   * 2.5, log page C0h), and looks at its GUID, for the page is the vendor's and other drives have
   * other things there.
   *
   * @return the 512 bytes, decoded; {@link NvmeLogFormatException} if the GUID is another
   */
  public Mono<OcpSmartLog> ocpSmart() {
    return fixed(
            LogPageRequest.of(OcpSmartLog.LOG_PAGE_IDENTIFIER),
            OcpSmartLog.SIZE,
            OcpSmartLog::decode)
        .doOnNext(this::checkGuid);
  }

  /**
   * Reads any part of any log page (NVM Express Base Specification 2.1, section 5.1.12, Get Log
   * Page command); see the class for how. Nothing is known here of the page, so nothing tells
   * whether it has changed between two pieces.
   *
   * @param request which part of which page
   * @return the bytes in pieces, in order: one if they fit in one command
   */
  public Flux<ByteBuffer> read(LogPageRequest request) {
    return LogRead.part(device, request);
  }

  /**
   * Clears the asynchronous event that a log page belongs to, so that the drive may send it again,
   * by reading the beginning of the page without Retain Asynchronous Event (NVM Express Base
   * Specification 2.1, section 5.1.12, RAE). Some pages lose content with it: Changed Attached
   * Namespace List, Changed Zone List, Telemetry Controller-Initiated.
   *
   * @param logPageIdentifier LID, 0 to 255
   * @return completes when it is cleared
   * @throws IllegalArgumentException if the identifier does not fit in a byte
   */
  public Mono<Void> clearEvent(int logPageIdentifier) {
    LogPageRequest request =
        LogPageRequest.of(logPageIdentifier).length(TelemetryHeader.SIZE).clearEvent();
    return LogRead.onDemand(read(request).then());
  }
}
