package io.reactornvme;

import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ProtectionInformation;
import io.reactornvme.spec.ZoneDescriptor;
import io.reactornvme.spec.ZoneReport;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.nio.ByteBuffer;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The zones of a zoned namespace: what they are, and what becomes of them (NVM Express Zoned
 * Namespace Command Set Specification 1.2). A zone is named by its first LBA. All addresses are in
 * logical blocks, unsigned.
 *
 * <p>What makes a zone lose data, or keeps others from writing to it, is refused with {@link
 * NvmeInUseException} while somebody uses the namespace, which is looked up once a second at most;
 * {@link #force()} gives the zones without that check.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeNamespace}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, among them Invalid Zone State
 * Transition, Zone Is Full, Too Many Active Zones and Too Many Open Zones; a namespace without
 * zones answers Invalid Command Opcode, or Invalid Field in Command. Thread-safe.
 */
public final class NvmeZones {

  private static final int CLOSE = 0x01;
  private static final int FINISH = 0x02;
  private static final int OPEN = 0x03;
  private static final int RESET = 0x04;
  private static final int OFFLINE = 0x05;
  private static final int SET_DESCRIPTOR_EXTENSION = 0x10;
  private static final int FLUSH_RANDOM_WRITE_AREA = 0x11;

  /** CDW13 of Zone Management Send. */
  private static final int SELECT_ALL = 1 << 8;

  private static final int ALLOCATE_RANDOM_WRITE_AREA = 1 << 9;

  /** CDW13 of Zone Management Receive: count what is in the data, not what would match. */
  private static final int PARTIAL_REPORT = 1 << 16;

  /** As much of a report as is read at once: 255 descriptors. */
  private static final int CHUNK = 16 * 1024;

  /** CDW12 of Zone Append: PRACT. */
  private static final int PROTECTION_BY_CONTROLLER = 1 << 29;

  /** CDW12 of Zone Append: PIREMAP, the tag counts from the zone's start. */
  private static final int REMAP_REFERENCE_TAG = 1 << 25;

  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  private final Device device;
  private final InUseGuard.Recent inUse;
  private final PerFormat<Geometry> geometry;
  private final boolean force;

  NvmeZones(Device device, InUseGuard.Recent inUse) {
    this(
        device,
        inUse,
        new PerFormat<>(device.target(), deadline -> Geometry.ask(device, deadline)),
        false);
  }

  private NvmeZones(
      Device device, InUseGuard.Recent inUse, PerFormat<Geometry> geometry, boolean force) {
    this.device = device;
    this.inUse = inUse;
    this.geometry = geometry;
    this.force = force;
  }

  /**
   * What reports need to know, from Identify.
   *
   * @param blocks of the namespace
   * @param zoneBlocks of a zone
   */
  private record Geometry(long blocks, long zoneBlocks, int extensionBytes) {

    static Mono<Geometry> ask(Device device, long deadlineNanos) {
      return device
          .format()
          .get(deadlineNanos)
          .flatMap(
              f ->
                  device
                      .ioctl(
                          NvmeIoctl.ADMIN64_CMD,
                          StandardCommands.identifyZonedNamespace(device.target().nsid()))
                      .map(result -> of(f, result.orThrow().data())));
    }

    private static Geometry of(NamespaceFormat f, ByteBuffer data) {
      var zones =
          ZonedNamespaceIdentifyNamespace.decode(data)
              .lbaFormatExtension(f.id().formattedLbaFormatIndex());
      return new Geometry(
          f.id().namespaceSize(), zones.zoneSize(), zones.zoneDescriptorExtensionSize());
    }
  }

  /**
   * The same zones, without a look at who uses the namespace, and whatever it was opened for (NVM
   * Express Zoned Namespace Command Set Specification 1.2, section 3.4.3, Zone Management Send
   * command).
   *
   * @return a copy; data may be lost under its user
   */
  public NvmeZones force() {
    return new NvmeZones(device, inUse, geometry, true);
  }

  // ---- reports ----

  /**
   * Reports all zones; see {@link #report(ZoneQuery)} (NVM Express Zoned Namespace Command Set
   * Specification 1.2, section 3.4.2, Zone Management Receive command, Report Zones).
   *
   * @return the zones, ascending by LBA
   */
  public Flux<ZoneDescriptor> report() {
    return report(ZoneQuery.all());
  }

  /**
   * Reports zones (NVM Express Zoned Namespace Command Set Specification 1.2, section 3.4.2, Zone
   * Management Receive command, Report Zones and Extended Report Zones). The report is read in
   * chunks of at most 16 KiB, 255 zones: the first at the first request, another when the one
   * before it has been emitted to its end, so no more than one chunk is ever ahead of the
   * subscriber. Zones that change their state meanwhile are reported as they are when their chunk
   * is read. Before the first report Identify tells the size of a zone.
   *
   * @param query which zones
   * @return the zones, ascending by LBA; {@link IllegalStateException} if the drive's report does
   *     not go on
   */
  public Flux<ZoneDescriptor> report(ZoneQuery query) {
    return geometry
        .get(0)
        .flatMap(g -> chunk(g, query, query.start()))
        .expand(chunk -> chunk.next)
        .concatMap(chunk -> Flux.fromIterable(chunk.zones), 0);
  }

  /** A part of a report, and the way to the next one, which is empty after the last. */
  private record Chunk(List<ZoneDescriptor> zones, Mono<Chunk> next) {}

  private Mono<Chunk> chunk(Geometry g, ZoneQuery query, long from) {
    int extension = query.isExtended() ? g.extensionBytes() : 0;
    int each = ZoneDescriptor.SIZE + extension;
    int max = device.target().maxTransferBytes();
    int room = (max == 0 ? CHUNK : Math.min(CHUNK, max)) - ZoneReport.HEADER_SIZE;
    int count = Math.max(1, room / each);
    return receive(query, from, PARTIAL_REPORT, ZoneReport.HEADER_SIZE + count * each)
        .map(
            data -> {
              List<ZoneDescriptor> zones = ZoneReport.decode(data, extension).zones();
              return new Chunk(zones, after(zones, count, g, query, from));
            });
  }

  private Mono<Chunk> after(
      List<ZoneDescriptor> zones, int count, Geometry g, ZoneQuery query, long from) {
    if (zones.size() < count) {
      return Mono.empty();
    }
    long next = zones.get(zones.size() - 1).zoneStartLba() + g.zoneBlocks();
    if (Long.compareUnsigned(next, g.blocks()) >= 0) {
      return Mono.empty();
    }
    if (Long.compareUnsigned(next, from) <= 0) {
      return Mono.error(
          new IllegalStateException(
              device.target().path()
                  + ": the report of zones from "
                  + Long.toUnsignedString(from)
                  + " ends before "
                  + Long.toUnsignedString(next)));
    }
    return chunk(g, query, next);
  }

  /**
   * Counts zones (NVM Express Zoned Namespace Command Set Specification 1.2, section 3.4.2, Zone
   * Management Receive command, Report Zones, Number of Zones).
   *
   * @param query which zones
   * @return the number of zones that match, from the query's start to the namespace's end, unsigned
   */
  public Mono<Long> count(ZoneQuery query) {
    return receive(query, query.start(), 0, ZoneReport.HEADER_SIZE)
        .map(data -> ZoneReport.decode(data, 0).numberOfZones());
  }

  private Mono<ByteBuffer> receive(ZoneQuery query, long from, int partial, int bytes) {
    PassthruCommand receive =
        PassthruCommand.builder(NvmOpcode.ZONE_MANAGEMENT_RECEIVE)
            .cdw10And11(from)
            .cdw12(bytes / 4 - 1)
            .cdw13(partial | query.reportingOption() << 8 | (query.isExtended() ? 1 : 0))
            .dataIn(bytes)
            .build();
    return device.command(receive, CommandForm.IO).map(result -> result.orThrow().data());
  }

  // ---- actions ----

  /**
   * Opens a zone (NVM Express Zoned Namespace Command Set Specification 1.2, section 3.4.3, Zone
   * Management Send command, Open Zone, 03h).
   *
   * @param zone the first LBA of the zone
   * @return completes when the zone is in the state Explicitly Opened
   */
  public Mono<Void> open(long zone) {
    return send(zone, OPEN);
  }

  /**
   * Opens a zone, and gives it a Zone Random Write Area, whose size Identify tells (NVM Express
   * Zoned Namespace Command Set Specification 1.2, section 3.4.3, Zone Management Send command,
   * Open Zone, 03h, Zone Random Write Area Allocation).
   *
   * @param zone the first LBA of the zone; the zone must be empty
   * @return completes when the zone is in the state Explicitly Opened
   */
  public Mono<Void> openWithRandomWriteArea(long zone) {
    return send(zone, OPEN | ALLOCATE_RANDOM_WRITE_AREA);
  }

  /**
   * Opens all closed zones (NVM Express Zoned Namespace Command Set Specification 1.2, section
   * 3.4.3, Zone Management Send command, Open Zone, 03h, Select All).
   *
   * @return completes when they are in the state Explicitly Opened
   */
  public Mono<Void> openAll() {
    return send(0, OPEN | SELECT_ALL);
  }

  /**
   * Closes an open zone (NVM Express Zoned Namespace Command Set Specification 1.2, section 3.4.3,
   * Zone Management Send command, Close Zone, 01h).
   *
   * @param zone the first LBA of the zone
   * @return completes when the zone is in the state Closed
   */
  public Mono<Void> close(long zone) {
    return send(zone, CLOSE);
  }

  /**
   * Closes all open zones (NVM Express Zoned Namespace Command Set Specification 1.2, section
   * 3.4.3, Zone Management Send command, Close Zone, 01h, Select All).
   *
   * @return completes when they are in the state Closed
   */
  public Mono<Void> closeAll() {
    return send(0, CLOSE | SELECT_ALL);
  }

  /**
   * Finishes a zone: nothing more can be written until it is reset (NVM Express Zoned Namespace
   * Command Set Specification 1.2, section 3.4.3, Zone Management Send command, Finish Zone, 02h).
   *
   * @param zone the first LBA of the zone
   * @return completes when the zone is in the state Full; {@link NvmeInUseException} if somebody
   *     uses the namespace
   */
  public Mono<Void> finish(long zone) {
    return sendUnlessInUse("Finish Zone", zone, FINISH);
  }

  /**
   * Finishes all open and closed zones (NVM Express Zoned Namespace Command Set Specification 1.2,
   * section 3.4.3, Zone Management Send command, Finish Zone, 02h, Select All).
   *
   * @return completes when they are in the state Full; {@link NvmeInUseException} if somebody uses
   *     the namespace
   */
  public Mono<Void> finishAll() {
    return sendUnlessInUse("Finish Zone", 0, FINISH | SELECT_ALL);
  }

  /**
   * Resets a zone: its data is lost (NVM Express Zoned Namespace Command Set Specification 1.2,
   * section 3.4.3, Zone Management Send command, Reset Zone, 04h).
   *
   * @param zone the first LBA of the zone
   * @return completes when the zone is in the state Empty; {@link NvmeInUseException} if somebody
   *     uses the namespace
   */
  public Mono<Void> reset(long zone) {
    return sendUnlessInUse("Reset Zone", zone, RESET);
  }

  /**
   * Resets all open, closed and full zones: all data of the namespace is lost (NVM Express Zoned
   * Namespace Command Set Specification 1.2, section 3.4.3, Zone Management Send command, Reset
   * Zone, 04h, Select All).
   *
   * @return completes when they are in the state Empty; {@link NvmeInUseException} if somebody uses
   *     the namespace
   */
  public Mono<Void> resetAll() {
    return sendUnlessInUse("Reset Zone", 0, RESET | SELECT_ALL);
  }

  /**
   * Takes a read-only zone out of use: its data is lost (NVM Express Zoned Namespace Command Set
   * Specification 1.2, section 3.4.3, Zone Management Send command, Offline Zone, 05h).
   *
   * @param zone the first LBA of the zone
   * @return completes when the zone is in the state Offline; {@link NvmeInUseException} if somebody
   *     uses the namespace
   */
  public Mono<Void> offline(long zone) {
    return sendUnlessInUse("Offline Zone", zone, OFFLINE);
  }

  /**
   * Takes all read-only zones out of use: their data is lost (NVM Express Zoned Namespace Command
   * Set Specification 1.2, section 3.4.3, Zone Management Send command, Offline Zone, 05h, Select
   * All).
   *
   * @return completes when they are in the state Offline; {@link NvmeInUseException} if somebody
   *     uses the namespace
   */
  public Mono<Void> offlineAll() {
    return sendUnlessInUse("Offline Zone", 0, OFFLINE | SELECT_ALL);
  }

  /**
   * Attaches the host's own bytes to an empty zone, which becomes closed (NVM Express Zoned
   * Namespace Command Set Specification 1.2, section 3.4.3, Zone Management Send command, Set Zone
   * Descriptor Extension, 10h).
   *
   * @param zone the first LBA of the zone
   * @param extension from its position to its limit, exactly as many bytes as the namespace's
   *     format says; not changed before the Mono has completed
   * @return completes when the zone is in the state Closed; {@link IllegalArgumentException} if the
   *     extension has another length
   */
  public Mono<Void> setDescriptorExtension(long zone, ByteBuffer extension) {
    ByteBuffer bytes = extension.slice();
    return geometry
        .get(0)
        .flatMap(
            g -> {
              if (bytes.remaining() != g.extensionBytes()) {
                throw new IllegalArgumentException(
                    "a Zone Descriptor Extension of this namespace has "
                        + g.extensionBytes()
                        + " bytes, not "
                        + bytes.remaining());
              }
              return send(zone, SET_DESCRIPTOR_EXTENSION, bytes);
            });
  }

  /**
   * Commits what has been written to a zone's Zone Random Write Area (NVM Express Zoned Namespace
   * Command Set Specification 1.2, section 3.4.3, Zone Management Send command, Flush Explicit ZRWA
   * Range, 11h).
   *
   * @param lastLba the last LBA to commit: all from the write pointer to it are committed; the
   *     number of them is a multiple of the namespace's flush granularity
   * @return completes when the write pointer stands behind the address
   */
  public Mono<Void> flushRandomWriteArea(long lastLba) {
    return send(lastLba, FLUSH_RANDOM_WRITE_AREA);
  }

  private Mono<Void> sendUnlessInUse(String what, long zone, int action) {
    return unlessInUse(what, send(zone, action));
  }

  private <T> Mono<T> unlessInUse(String what, Mono<T> command) {
    return inUse.check(what, force).then(command);
  }

  private Mono<Void> send(long zone, int action) {
    return send(zone, action, NO_DATA);
  }

  private Mono<Void> send(long zone, int action, ByteBuffer data) {
    PassthruCommand.Builder send =
        PassthruCommand.builder(NvmOpcode.ZONE_MANAGEMENT_SEND)
            .cdw10And11(zone)
            .cdw13(action)
            .dataOut(data);
    return device
        .command(forced(send).build(), CommandForm.IO)
        .doOnNext(PassthruResult::orThrow)
        .then();
  }

  private PassthruCommand.Builder forced(PassthruCommand.Builder command) {
    return force ? command.force() : command;
  }

  // ---- data ----

  /**
   * Writes at a zone's write pointer, wherever that stands when the drive gets to it; several may
   * be in flight for one zone (NVM Express Zoned Namespace Command Set Specification 1.2, section
   * 3.4.1, Zone Append command). Metadata of a format that has it behind each block is part of the
   * data; in a buffer of its own it is written as zeros. Protection information the drive makes,
   * with the block's address as reference tag.
   *
   * @param zone the first LBA of the zone
   * @param data from its position to its limit: 1 to 65536 whole blocks, and no more than the
   *     drive's Zone Append Size Limit; not changed before the Mono has completed
   * @return the LBA that the data begins at, unsigned; {@link IllegalArgumentException} if the data
   *     is not whole blocks; {@link NvmeInUseException} if somebody uses the namespace; {@link
   *     NvmeRefusedException} if the protection information has a guard of neither 16 nor 64 bits
   */
  public Mono<Long> append(long zone, ByteBuffer data) {
    ByteBuffer bytes = data.slice();
    return unlessInUse(
        "Zone Append",
        device
            .format()
            .get(0)
            .map(f -> append(zone, bytes, f.orRefuse(device.target().path())))
            .flatMap(command -> device.command(command, CommandForm.IO))
            .map(result -> result.orThrow().result()));
  }

  private PassthruCommand append(long zone, ByteBuffer data, NamespaceFormat f) {
    int unit = f.inData(true);
    int blocks = data.remaining() / unit;
    if (blocks < 1 || blocks > BlockIo.MAX_BLOCKS || data.remaining() % unit != 0) {
      throw new IllegalArgumentException(
          "Zone Append takes 1 to 65536 blocks of "
              + unit
              + " bytes, not "
              + data.remaining()
              + " bytes");
    }
    PassthruCommand.Builder command =
        PassthruCommand.builder(NvmOpcode.ZONE_APPEND)
            .cdw10And11(zone)
            .dataOut(data)
            .metadataOut(ByteBuffer.allocate(blocks * f.apart(true)));
    int flags = 0;
    ProtectionInformation protection = f.protection();
    if (protection != null) {
      flags = PROTECTION_BY_CONTROLLER;
      if (protection.type() == 1) { // who appends does not know the address the tag is to have
        flags |= REMAP_REFERENCE_TAG;
      }
      long tags = protection.commandTags(ProtectionInformation.Tags.at(zone));
      command.cdw3((int) (tags >>> 32)).cdw14((int) tags);
    }
    return forced(command).cdw12(flags | blocks - 1).build();
  }

  @Override
  public String toString() {
    return "NvmeZones[" + device.target().path() + "]";
  }
}
