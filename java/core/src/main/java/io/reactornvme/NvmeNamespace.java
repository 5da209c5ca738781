package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaStatus;
import io.reactornvme.spec.LbaStatusAction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * An open namespace ({@code /dev/ngXnY}): I/O commands.
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}. Without CAP_SYS_ADMIN the
 * kernel lets I/O commands pass by the drive's Commands Supported and Effects log and by how the
 * node was opened, since Linux 6.2. An I/O command goes past the page cache and any file system:
 * writing to a mounted namespace destroys data.
 */
public final class NvmeNamespace implements Disposable {

  private static final int LBA_STATUS_BYTES = 4096;

  private final NvmeNamespaceInfo info;
  private final Device device;

  /** What Identify says of the format. */
  private final PerFormat<IdentifyNamespace> format;

  private final NvmeZones zones;
  private final NvmeReservations reservations;
  private final NvmePlacement placement;

  NvmeNamespace(NvmeNamespaceInfo info, Target target, @Nullable Scheduler emitOn) {
    this.info = info;
    this.device = new Device(target, emitOn);
    this.format = new PerFormat<>(target, identifyNamespace());
    this.zones = new NvmeZones(device, format);
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
   * Sends an I/O command, of any opcode, with plain or vectored data.
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
        .ioctl(NvmeIoctl.ADMIN64_CMD, StandardCommands.identifyNamespace(nsid()))
        .map(result -> IdentifyNamespace.decode(result.orThrow().data()));
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
    return InUseGuard.check(device.target(), nsid(), "Copy", options.isForce())
        .then(format.get())
        .flatMapIterable(id -> () -> new CopyCommands(id, nsid(), destination, sources, options))
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
