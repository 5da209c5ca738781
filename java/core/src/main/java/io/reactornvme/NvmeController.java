package io.reactornvme;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * An open controller ({@code /dev/nvmeX}): admin commands, resets.
 *
 * <p>Every method that returns a publisher returns a cold one: a command is sent at the first
 * request of each subscription. Cancelling stops the waiting, not the command; see {@link
 * PassthruCommand.Builder#deadline}. Most admin commands, SMART among them, need CAP_SYS_ADMIN in
 * the initial user namespace ({@code nvme_cmd_allowed()} in {@code drivers/nvme/host/ioctl.c}).
 *
 * <p>Errors of all of them: {@link NvmeRefusedException} and its subclasses for what the library
 * does not send, {@link NvmeBusyException}, {@link NvmeClosedException}, {@link
 * NvmeDeadlineException}, {@link NvmeOsException} for what the kernel refused or could not
 * complete; of the typed ones also {@link NvmeStatusException}. Thread-safe.
 */
public final class NvmeController implements Disposable {

  /** The namespace identifier that stands for all namespaces (FFFFFFFFh). */
  public static final int ALL_NAMESPACES = 0xFFFF_FFFF;

  private final NvmeControllerInfo info;
  private final Device device;
  private final NvmeIdentify identify;
  private final NvmeLogs logs;
  private final NvmeNamespaceManagement namespaceManagement;
  private final NvmeFeatures features;
  private final NvmeFirmware firmware;
  private final NvmeMaintenance maintenance;
  private final NvmeDirectives directives;
  private final NvmeSecurity security;
  private final NvmeVirtualization virtualization;
  private final NvmeCapacity capacity;

  NvmeController(NvmeControllerInfo info, Target target, @Nullable Scheduler emitOn) {
    this.info = info;
    this.device = new Device(target, emitOn);
    this.identify = new NvmeIdentify(device);
    this.logs = new NvmeLogs(device);
    this.namespaceManagement = new NvmeNamespaceManagement(device);
    this.features = new NvmeFeatures(device);
    this.firmware = new NvmeFirmware(device);
    this.maintenance = new NvmeMaintenance(device);
    this.directives = new NvmeDirectives(device);
    this.security = new NvmeSecurity(device);
    this.virtualization = new NvmeVirtualization(device);
    this.capacity = new NvmeCapacity(device);
  }

  /**
   * The controller's name.
   *
   * @return for example {@code nvme0}
   */
  public String name() {
    return info.name();
  }

  /**
   * The node it was opened by.
   *
   * @return for example {@code /dev/nvme0}
   */
  public String path() {
    return device.target().path();
  }

  /**
   * What sysfs said of the controller when it was opened.
   *
   * @return model, serial number, namespaces and more
   */
  public NvmeControllerInfo info() {
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
   * Sends an admin command, of any opcode. One that changes namespaces or the controller takes the
   * way on which the kernel's driver hears of it, so that block devices are right afterwards. Of
   * opcodes that the specification leaves open, such as vendors' and Set Features, the drive's
   * Commands Supported and Effects log decides; it is read once, before the first of them.
   *
   * @param command the command; its NSID is sent as it is, 0 if none was set
   * @return the answer, whatever its status; an error only if there was no answer
   */
  public Mono<PassthruResult> adminCmd(PassthruCommand command) {
    return device.command(command, CommandForm.ADMIN);
  }

  /**
   * Sends many admin commands, unordered, and never ahead of demand: no more are in flight than
   * {@code depth}, nor than the subscriber has asked for results, nor than the controller's
   * credits; of the commands no more are requested than can be sent.
   *
   * @param commands the commands, requested as they can be sent
   * @param depth how many at most are in flight or wait for a credit, at least 1
   * @return the answers in order of completion, whatever their status; the first error ends it, and
   *     detaches those in flight. One signal at a time, on the ring's thread (or that of {@link
   *     Nvme.Builder#emitOn}), or on the one that is requesting when an answer comes
   * @throws IllegalArgumentException if the depth is less than 1
   */
  public Flux<PassthruResult> adminCmds(Publisher<PassthruCommand> commands, int depth) {
    return device.commands(commands, depth, command -> CommandForm.ADMIN);
  }

  /**
   * Sends one of the driver's ioctls; see {@link NvmeIoctl}.
   *
   * @param request {@code ADMIN_CMD}, {@code ADMIN64_CMD}, {@code RESET}, {@code SUBSYS_RESET} or
   *     {@code RESCAN}; others are refused with {@link NvmeWrongNodeException}
   * @param command the command's fields; unused with a request that has none
   * @return the answer, whatever its status
   */
  public Mono<PassthruResult> ioctl(NvmeIoctl request, PassthruCommand command) {
    return device.ioctl(request, command);
  }

  /**
   * Resets the controller ({@code NVME_IOCTL_RESET}): every command under way on it, anybody's,
   * ends with EINTR or a host path error. It waits for no other command of this library.
   *
   * @return completes when the controller is live again
   */
  public Mono<Void> reset() {
    return device.ioctl(NvmeIoctl.RESET).then();
  }

  /**
   * Resets the NVM subsystem ({@code NVME_IOCTL_SUBSYS_RESET}), and with it all its controllers.
   *
   * @return completes when the driver has written the register; ENOTTY if the controller has none
   */
  public Mono<Void> subsystemReset() {
    return device.ioctl(NvmeIoctl.SUBSYS_RESET).then();
  }

  /**
   * Has the driver look at the controller's namespaces anew ({@code NVME_IOCTL_RESCAN}).
   *
   * @return completes when the scan has been started
   */
  public Mono<Void> rescan() {
    return device.ioctl(NvmeIoctl.RESCAN).then();
  }

  /**
   * The Identify command.
   *
   * @return its forms; the same object at each call
   */
  public NvmeIdentify identify() {
    return identify;
  }

  /**
   * The log pages.
   *
   * @return the ways to read them; the same object at each call
   */
  public NvmeLogs logs() {
    return logs;
  }

  /**
   * Creating, deleting, attaching and detaching namespaces.
   *
   * @return the commands; the same object at each call
   */
  public NvmeNamespaceManagement namespaceManagement() {
    return namespaceManagement;
  }

  /**
   * The features (Get Features, Set Features).
   *
   * @return the ways to read and set them; the same object at each call
   */
  public NvmeFeatures features() {
    return features;
  }

  /**
   * The firmware (Firmware Image Download, Firmware Commit).
   *
   * @return the ways to update it; the same object at each call
   */
  public NvmeFirmware firmware() {
    return firmware;
  }

  /**
   * What takes long: self-test, format, sanitize.
   *
   * @return the ways to start and watch it; the same object at each call
   */
  public NvmeMaintenance maintenance() {
    return maintenance;
  }

  /**
   * Directives, streams among them.
   *
   * @return their commands; the same object at each call
   */
  public NvmeDirectives directives() {
    return directives;
  }

  /**
   * Security protocols, and the lockdown of commands.
   *
   * @return their commands; the same object at each call
   */
  public NvmeSecurity security() {
    return security;
  }

  /**
   * Resources of secondary controllers.
   *
   * @return their commands; the same object at each call
   */
  public NvmeVirtualization virtualization() {
    return virtualization;
  }

  /**
   * Endurance groups and NVM sets.
   *
   * @return their commands; the same object at each call
   */
  public NvmeCapacity capacity() {
    return capacity;
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
    return "NvmeController[" + path() + ", " + backend() + "]";
  }
}
