package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An open namespace ({@code /dev/ngXnY}): I/O commands.
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}. Without CAP_SYS_ADMIN the
 * kernel lets I/O commands pass by the drive's Commands Supported and Effects log and by how the
 * node was opened, since Linux 6.2. An I/O command goes past the page cache and any file system:
 * writing to a mounted namespace destroys data.
 */
public final class NvmeNamespace implements Disposable {

  private final NvmeNamespaceInfo info;
  private final Device device;

  NvmeNamespace(NvmeNamespaceInfo info, Target target, @Nullable Scheduler emitOn) {
    this.info = info;
    this.device = new Device(target, emitOn);
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
