package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.DatasetManagementRange;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaStatus;
import io.reactornvme.spec.LbaStatusAction;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An open namespace ({@code /dev/ngXnY}): I/O commands, as they are said in the specification of
 * its command set, by the kernel's passthrough ({@code drivers/nvme/host/ioctl.c}).
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; of the typed commands a
 * status other than success is an {@link NvmeStatusException}. Without CAP_SYS_ADMIN the kernel
 * lets I/O commands pass by the drive's Commands Supported and Effects log and by how the node was
 * opened, since Linux 6.2. An I/O command goes past the page cache and any file system: writing to
 * a mounted namespace destroys data. So the typed commands that destroy data are refused with
 * {@link NvmeInUseException} while somebody uses the namespace, unless the options say {@link
 * IoOptions#force()}; that nobody does is looked up once a second at most. And they want a handle
 * opened with {@link Access#READ_WRITE}, else it is {@link NvmeReadOnlyException}.
 *
 * <p><b>Blocks</b> travel as the namespace is formatted. If its metadata is inside the data
 * (extended logical blocks), a block is that much longer; else metadata of its own is read and
 * dropped, and written as zeros. Protection information is an exception, see {@link IoOptions}. The
 * typed commands ask the drive for the format before the first of them, and after a format by this
 * library; after one by another program open the namespace anew.
 *
 * <p><b>Leases.</b> A {@link NvmeBuffer} given to a single command stays the caller's to release.
 * One that comes from {@link #readLeased} is its receiver's; one that goes to {@link #writeLeased}
 * is the library's. What a range's operators hold when they are cancelled or fail, they release.
 * Memory under a command that is still in the drive comes back with its completion, not before.
 */
public final class NvmeNamespace implements Disposable {

  private static final int LBA_STATUS_BYTES = 4096;

  private final NvmeNamespaceInfo info;
  private final Device device;
  private final InUseGuard.Recent inUse;
  private final BlockIo io;

  private final NvmeZones zones;
  private final NvmeReservations reservations;
  private final NvmePlacement placement;

  NvmeNamespace(NvmeNamespaceInfo info, Target target, @Nullable Scheduler emitOn) {
    this.info = info;
    this.device = new Device(target, emitOn);
    this.inUse = new InUseGuard.Recent(target);
    this.io = new BlockIo(device, inUse);
    this.zones = new NvmeZones(device, inUse);
    this.reservations = new NvmeReservations(device);
    this.placement = new NvmePlacement(device);
  }

  /**
   * The name of the namespace's block device.
   *
   * @return for example {@code nvme0n1}
   */
  public String name() {
    return info.name();
  }

  /**
   * The node it was opened by.
   *
   * @return for example {@code /dev/ng0n1}
   */
  public String path() {
    return device.target().path();
  }

  /**
   * The namespace identifier.
   *
   * @return NSID, as an unsigned 32-bit number
   */
  public int nsid() {
    return info.nsid();
  }

  /**
   * What sysfs said of the namespace when it was opened.
   *
   * @return sizes and nodes
   */
  public NvmeNamespaceInfo info() {
    return info;
  }

  /**
   * The way that commands take now, and why.
   *
   * @return the backend; with {@link BackendChoice#AUTO} it can change from uring to ioctl
   */
  public Backend backend() {
    return device.target().backend();
  }

  /**
   * Sends an I/O command, of any opcode, with plain or vectored data. Before the first of an opcode
   * that this library does not know, such as a vendor's, the drive is asked once for its effects;
   * see {@link NvmeController#adminCmd}.
   *
   * @param command the command; if it names a namespace, it must be this one
   * @return the answer, whatever its status; an error only if there was no answer
   */
  public Mono<PassthruResult> ioCmd(PassthruCommand command) {
    return device.command(command, CommandForm.io(command));
  }

  /**
   * Sends many I/O commands, unordered, and never ahead of demand; see {@link
   * NvmeController#adminCmds}.
   *
   * @param commands the commands, requested as they can be sent
   * @param depth how many at most are in flight or wait for a credit, at least 1
   * @return the answers in order of completion, whatever their status; the first error ends it
   * @throws IllegalArgumentException if the depth is less than 1
   */
  public Flux<PassthruResult> ioCmds(Publisher<PassthruCommand> commands, int depth) {
    return device.commands(commands, depth, CommandForm::io);
  }

  /**
   * Sends one of the driver's ioctls; see {@link NvmeIoctl}.
   *
   * @param request any but {@code RESET}, {@code SUBSYS_RESET} and {@code RESCAN}, which are
   *     refused with {@link NvmeWrongNodeException}
   * @param command the command's fields; unused with {@code ID}
   * @return the answer, whatever its status
   */
  public Mono<PassthruResult> ioctl(NvmeIoctl request, PassthruCommand command) {
    return device.ioctl(request, command);
  }

  /**
   * Sends a Read, Write or Compare in the driver's oldest form ({@code NVME_IOCTL_SUBMIT_IO}).
   *
   * @param command the command; its dwords are taken apart into the fields of {@code struct
   *     nvme_user_io}
   * @return the answer, whatever its status
   */
  public Mono<PassthruResult> submitIo(PassthruCommand command) {
    return device.ioctl(NvmeIoctl.SUBMIT_IO, command);
  }

  /**
   * Asks the driver for the namespace identifier ({@code NVME_IOCTL_ID}).
   *
   * @return NSID
   */
  public Mono<Integer> id() {
    return device.ioctl(NvmeIoctl.ID).map(PassthruResult::dw0);
  }

  /**
   * Reads the Identify Namespace data structure (NVM Command Set Specification, Identify, CNS 00h),
   * with an ioctl, since a namespace's node takes admin commands in no other form.
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<IdentifyNamespace> identifyNamespace() {
    return device
        .ioctl(NvmeIoctl.ADMIN64_CMD, StandardCommands.identify(IdentifyNamespace.CNS, nsid()))
        .map(result -> IdentifyNamespace.decode(result.orThrow().data()));
  }

  // ---- typed commands ----

  /**
   * Reads with the defaults of {@link IoOptions}; see {@link #read(long, int, IoOptions)}.
   *
   * @param lba logical block address of the first block
   * @param blocks how many logical blocks, 1 to 65536; no more bytes than MDTS allows
   * @return the data, in a buffer of its own
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<ByteBuffer> read(long lba, int blocks) {
    return read(lba, blocks, IoOptions.defaults());
  }

  /**
   * Reads logical blocks (NVM Command Set Specification 1.1, section 3.3.4, Read).
   *
   * @param lba logical block address of the first block
   * @param blocks how many logical blocks, 1 to 65536; no more bytes than MDTS allows, else {@link
   *     NvmeTransferLengthException}
   * @param options with host protection also an {@link NvmeProtectionException} is possible
   * @return the data, in a heap buffer of its own, little-endian
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<ByteBuffer> read(long lba, int blocks, IoOptions options) {
    return io.read(lba, blocks, options);
  }

  /**
   * Reads logical blocks without a copy (NVM Command Set Specification 1.1, section 3.3.4, Read).
   *
   * @param lba logical block address of the first block
   * @param into as many blocks as fill it: 1 to 65536 whole ones, else {@link NvmeRefusedException}
   * @param options with host protection also an {@link NvmeProtectionException} is possible
   * @return completes when the buffer has been filled
   */
  public Mono<Void> read(long lba, NvmeBuffer into, IoOptions options) {
    return io.read(lba, into, options);
  }

  /**
   * Writes with the defaults of {@link IoOptions}; see {@link #write(long, ByteBuffer, IoOptions)}.
   *
   * @param lba logical block address of the first block
   * @param data 1 to 65536 whole blocks, from position to limit
   * @return completes when the drive has them
   */
  public Mono<Void> write(long lba, ByteBuffer data) {
    return write(lba, data, IoOptions.defaults());
  }

  /**
   * Writes logical blocks (NVM Command Set Specification 1.1, section 3.3.6, Write). Refused while
   * the namespace is in use.
   *
   * @param lba logical block address of the first block
   * @param data 1 to 65536 whole blocks, from position to limit, else {@link NvmeRefusedException};
   *     copied when the command is sent
   * @param options FUA, directive, protection, ...
   * @return completes when the drive has them; whether on non-volatile media depends on its write
   *     cache, FUA and {@link #flush()}
   */
  public Mono<Void> write(long lba, ByteBuffer data, IoOptions options) {
    return io.write(lba, data, options);
  }

  /**
   * Writes logical blocks without a copy (NVM Command Set Specification 1.1, section 3.3.6, Write).
   * Refused while the namespace is in use.
   *
   * @param lba logical block address of the first block
   * @param data 1 to 65536 whole blocks, all of the buffer, else {@link NvmeRefusedException}
   * @param options FUA, directive, protection, ...
   * @return completes when the drive has them
   */
  public Mono<Void> write(long lba, NvmeBuffer data, IoOptions options) {
    return io.write(lba, data, options);
  }

  /**
   * Compares logical blocks with data (NVM Command Set Specification 1.1, section 3.3.1, Compare).
   * If they differ, that is an {@link NvmeStatusException} with the status Compare Failure.
   * Metadata is compared as it would be written.
   *
   * @param lba logical block address of the first block
   * @param data 1 to 65536 whole blocks, from position to limit, else {@link NvmeRefusedException}
   * @param options FUA, protection, ...
   * @return completes if they are equal
   */
  public Mono<Void> compare(long lba, ByteBuffer data, IoOptions options) {
    return io.compare(lba, data, options);
  }

  /**
   * Compares without a copy; see {@link #compare(long, ByteBuffer, IoOptions)} (NVM Command Set
   * Specification 1.1, section 3.3.1, Compare).
   *
   * @param lba logical block address of the first block
   * @param data 1 to 65536 whole blocks, all of the buffer, else {@link NvmeRefusedException}
   * @param options FUA, protection, ...
   * @return completes if they are equal
   */
  public Mono<Void> compare(long lba, NvmeBuffer data, IoOptions options) {
    return io.compare(lba, data, options);
  }

  /**
   * Has what was written before brought to non-volatile media (NVM Express Base Specification 2.1,
   * section 7.2, Flush).
   *
   * @return completes when it is there
   */
  public Mono<Void> flush() {
    return io.flush(IoOptions.defaults());
  }

  /**
   * Sets logical blocks to zero (NVM Command Set Specification 1.1, section 3.3.8, Write Zeroes).
   * Refused while the namespace is in use.
   *
   * @param lba logical block address of the first block
   * @param blocks how many logical blocks, 1 to 65536
   * @param options FUA, {@link IoOptions#deallocate()}, ...
   * @return completes when they read as zeros
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<Void> writeZeroes(long lba, int blocks, IoOptions options) {
    return io.writeZeroes(lba, blocks, options);
  }

  /**
   * Makes logical blocks unreadable until they are written again (NVM Command Set Specification
   * 1.1, section 3.3.7, Write Uncorrectable). Refused while the namespace is in use.
   *
   * @param lba logical block address of the first block
   * @param blocks how many logical blocks, 1 to 65536
   * @param options deadline and force
   * @return completes when reading them fails
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<Void> writeUncorrectable(long lba, int blocks, IoOptions options) {
    return io.writeUncorrectable(lba, blocks, options);
  }

  /**
   * Has the drive read logical blocks without transferring them (NVM Command Set Specification 1.1,
   * section 3.3.5, Verify).
   *
   * @param lba logical block address of the first block
   * @param blocks how many logical blocks, 1 to 65536
   * @param options FUA, protection checks, ...
   * @return completes if all can be read
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<Void> verify(long lba, int blocks, IoOptions options) {
    return io.verify(lba, blocks, options);
  }

  /**
   * Tells the drive that ranges hold no data any more (NVM Command Set Specification 1.1, section
   * 3.3.3, Dataset Management, Attribute Deallocate). Refused while the namespace is in use.
   *
   * @param ranges 1 to 256
   * @param options deadline and force
   * @return completes when the drive has noted it; what the blocks read as then, it decides
   * @throws IllegalArgumentException if there is no range, or more than 256
   */
  public Mono<Void> deallocate(List<DatasetManagementRange> ranges, IoOptions options) {
    return io.deallocate(ranges, options);
  }

  /**
   * Tells the drive about ranges (NVM Command Set Specification 1.1, section 3.3.3, Dataset
   * Management). With the attribute Deallocate refused while the namespace is in use.
   *
   * @param ranges 1 to 256
   * @param attributes CDW11: bit 0 integral dataset for read, bit 1 for write, bit 2 deallocate
   * @param options deadline and force
   * @return completes when the drive has noted it
   * @throws IllegalArgumentException if there is no range, or more than 256
   */
  public Mono<Void> datasetManagement(
      List<DatasetManagementRange> ranges, int attributes, IoOptions options) {
    return io.datasetManagement(ranges, attributes, options);
  }

  // ---- ranges ----

  /**
   * Reads a range by many Read commands (NVM Command Set Specification 1.1, section 3.3.4), several
   * at once, in the order of the blocks. Of the transfers no more are held, in flight or waiting
   * for their turn, than {@link RangeRequest#depth}, nor than the subscriber has asked for and not
   * got plus {@link RangeRequest#readAhead}; nothing is read before the first request.
   *
   * @param range which blocks, and how
   * @return one buffer of the heap a transfer, little-endian; all but the last are of one size. A
   *     transfer that fails is an {@link NvmeRangeException} in its turn: what lies before it is
   *     emitted first.
   */
  public Flux<ByteBuffer> read(RangeRequest range) {
    return io.read(range);
  }

  /**
   * Reads a range as {@link #read(RangeRequest)}, without a copy (NVM Command Set Specification
   * 1.1, section 3.3.4, Read).
   *
   * @param range which blocks, and how
   * @return one lease a transfer, which the receiver has to release. Operators behind this one that
   *     may discard values (filter, take, publishOn, ...) want {@code doOnDiscard(NvmeBuffer.class,
   *     NvmeBuffer::release)} behind them. A transfer that fails is an {@link NvmeRangeException}.
   */
  public Flux<NvmeBuffer> readLeased(RangeRequest range) {
    return io.readLeased(range);
  }

  /**
   * Writes data to a range from its start, by many Write commands (NVM Command Set Specification
   * 1.1, section 3.3.6), several at once and in any order. Refused while the namespace is in use.
   *
   * @param range which blocks, and how; if {@link RangeRequest#flush()} is set, Flush is the last
   *     command
   * @param data in portions of any size, cut and joined to transfers. It is copied into at most
   *     {@link RangeRequest#depth} leases; no more portions are requested, and kept, than leases
   *     are free. In all it may be shorter than the range, in whole blocks ({@link
   *     IllegalArgumentException}), but not longer ({@link NvmeRefusedException}).
   * @return how many logical blocks were written, when all are. A transfer that fails is an {@link
   *     NvmeRangeException}; on an error and on cancel those in flight are detached, and what has
   *     been written stays
   */
  public Mono<Long> write(RangeRequest range, Publisher<ByteBuffer> data) {
    return io.write(range, data);
  }

  /**
   * Writes leases to a range as {@link #write(RangeRequest, Publisher)}, without a copy: each with
   * one Write command (NVM Command Set Specification 1.1, section 3.3.6), so it has whole blocks
   * and no more bytes than MDTS allows.
   *
   * @param range which blocks, and how; its transfer size is not used
   * @param data leases, which are the library's from their emission on: it releases them. No more
   *     are requested than the depth allows to be in flight.
   * @return how many logical blocks were written, when all are; errors as with {@link
   *     #write(RangeRequest, Publisher)}
   */
  public Mono<Long> writeLeased(RangeRequest range, Publisher<NvmeBuffer> data) {
    return io.writeLeased(range, data);
  }

  /**
   * The zones, of a namespace that has any.
   *
   * @return their commands; the same object at each call
   */
  public NvmeZones zones() {
    return zones;
  }

  /**
   * The reservations.
   *
   * @return their commands; the same object at each call
   */
  public NvmeReservations reservations() {
    return reservations;
  }

  /**
   * Flexible data placement.
   *
   * @return its commands; the same object at each call
   */
  public NvmePlacement placement() {
    return placement;
  }

  /**
   * Copies blocks within the drive (NVM Command Set Specification 1.1, section 3.3.2, Copy
   * command). What the namespace's limits do not allow in one command (MSSRL, MCL and MSRC, which
   * Identify tells once for each format) is sent as several, one after the other, in order: so the
   * copy as a whole is not atomic, and one that fails has copied what was before.
   *
   * @param destination the first LBA that is written, unsigned
   * @param ranges what is copied there, one range behind the other; at least one
   * @param options protection information, placement, and more
   * @return the number of blocks copied; {@link NvmeInUseException} if somebody uses this
   *     namespace; {@link NvmeStatusException} for a status other than success
   * @throws IllegalArgumentException if there is no range
   */
  public Mono<Long> copy(long destination, List<CopyRange> ranges, CopyOptions options) {
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("a copy has at least one range");
    }
    List<CopyRange> sources = List.copyOf(ranges);
    return inUse
        .check("Copy", options.isForce())
        .then(device.format().get(0))
        .flatMapIterable(f -> () -> new CopyCommands(f.id(), nsid(), destination, sources, options))
        .concatMap(
            part ->
                device
                    .command(part.command(), CommandForm.IO)
                    .map(
                        result -> {
                          result.orThrow();
                          return part.blocks();
                        }),
            0)
        .reduce(0L, Long::sum);
  }

  /**
   * Asks which blocks of a range may be unreadable, or are allocated (NVM Command Set Specification
   * 1.1, section 4.2.1, Get LBA Status command), with an ioctl, since a namespace's node takes
   * admin commands in no other form.
   *
   * @param lba the first block, unsigned
   * @param blocks how many, 1 to 65535; 0 for all to the end of the namespace
   * @param action what is asked for
   * @return the ranges, 255 at most; if it is not {@link LbaStatus#complete()}, ask again from
   *     behind the last of them. {@link NvmeStatusException} for a status other than success
   * @throws IllegalArgumentException if the number of blocks is out of range
   */
  public Mono<LbaStatus> lbaStatus(long lba, int blocks, LbaStatusAction action) {
    if ((blocks & ~0xFFFF) != 0) {
      throw new IllegalArgumentException("a range has 0 to 65535 blocks, not " + blocks);
    }
    PassthruCommand command =
        PassthruCommand.builder(AdminOpcode.GET_LBA_STATUS)
            .nsid(nsid())
            .cdw10And11(lba)
            .cdw12(LBA_STATUS_BYTES / 4 - 1)
            .cdw13(action.value() << 24 | blocks)
            .dataIn(LBA_STATUS_BYTES)
            .build();
    return device
        .ioctl(NvmeIoctl.ADMIN64_CMD, command)
        .map(result -> LbaStatus.decode(result.orThrow().data()));
  }

  /**
   * Who uses this namespace's blocks on this host: mounts, swap, RAID and the like, of the whole
   * and of its partitions. A command that destroys data takes it away from them. Reads files, on
   * {@link Schedulers#boundedElastic()}.
   *
   * @return sentences for people, such as {@code nvme0n1p1 is mounted at /srv}; empty for nobody
   */
  public Mono<List<String>> uses() {
    return Mono.fromCallable(() -> device.target().uses(info))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * Ends the handle: commands that wait get {@link NvmeClosedException}, those under way complete,
   * and then the node is closed. Does not block; does nothing the second time.
   */
  @Override
  public void dispose() {
    device.target().dispose();
  }

  @Override
  public boolean isDisposed() {
    return device.target().isDisposed();
  }

  @Override
  public String toString() {
    return "NvmeNamespace[" + path() + ", " + backend() + "]";
  }
}
