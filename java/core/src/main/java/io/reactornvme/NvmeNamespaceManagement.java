package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyController;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Creates and deletes the namespaces of an NVM subsystem, and attaches them to controllers. A new
 * namespace is nobody's until it is attached; one to be deleted is detached by that.
 *
 * <p>After each change that the host can see the driver looks at the controller's namespaces anew,
 * so block devices come and go without more being asked; other controllers of the subsystem tell
 * the driver by themselves.
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; a status other than success
 * is an {@link NvmeStatusException}. What takes a namespace from under its user is refused with
 * {@link NvmeInUseException}, unless {@link #force()} was said. Thread-safe.
 */
public final class NvmeNamespaceManagement {

  private static final int CREATE = 0;
  private static final int DELETE = 1;
  private static final int ATTACH = 0;
  private static final int DETACH = 1;
  private static final int LIST_BYTES = 4096;
  private static final int MOST_CONTROLLERS = 2047;

  private final Device device;
  private final boolean force;

  NvmeNamespaceManagement(Device device) {
    this(device, false);
  }

  private NvmeNamespaceManagement(Device device, boolean force) {
    this.device = device;
    this.force = force;
  }

  /**
   * The same commands, also on namespaces that are mounted or otherwise in use.
   *
   * @return a copy that asks nobody
   */
  public NvmeNamespaceManagement force() {
    return new NvmeNamespaceManagement(device, true);
  }

  /**
   * Creates a namespace (NVM Express Base Specification 2.1, section 5.1.21, Namespace Management,
   * Create). It is not attached to any controller.
   *
   * @param wanted what it is to be like
   * @return its NSID, unsigned
   */
  public Mono<Integer> create(NamespaceCreation wanted) {
    PassthruCommand command =
        PassthruCommand.builder(AdminOpcode.NAMESPACE_MANAGEMENT)
            .cdw10(CREATE)
            .cdw11(wanted.commandSet() << 24)
            .dataOut(wanted.fields())
            .build();
    return device.command(command, CommandForm.ADMIN).map(result -> result.orThrow().dw0());
  }

  /**
   * Deletes a namespace with all its data (NVM Express Base Specification 2.1, section 5.1.21,
   * Namespace Management, Delete).
   *
   * @param nsid the namespace, or {@link NvmeController#ALL_NAMESPACES}
   * @return completes when it is gone
   */
  public Mono<Void> delete(int nsid) {
    return guarded(
        nsid,
        "Namespace Management (delete)",
        PassthruCommand.builder(AdminOpcode.NAMESPACE_MANAGEMENT).nsid(nsid).cdw10(DELETE).build());
  }

  /**
   * Attaches a namespace to this controller (NVM Express Base Specification 2.1, section 5.1.20,
   * Namespace Attachment, Controller Attach), which is asked for its CNTLID first.
   *
   * @param nsid the namespace
   * @return completes when the driver has been told to look
   */
  public Mono<Void> attach(int nsid) {
    return thisController().flatMap(id -> attach(nsid, List.of(id)));
  }

  /**
   * Attaches a namespace to controllers (NVM Express Base Specification 2.1, section 5.1.20,
   * Namespace Attachment, Controller Attach).
   *
   * @param nsid the namespace
   * @param controllerIds 1 to 2047 controllers (CNTLID) of 0 to 65535, in any order
   * @return completes when the driver has been told to look
   * @throws IllegalArgumentException if there is no controller or too many, or one is out of range
   */
  public Mono<Void> attach(int nsid, Collection<Integer> controllerIds) {
    return changed(attachment(nsid, ATTACH, controllerIds));
  }

  /**
   * Detaches a namespace from this controller (NVM Express Base Specification 2.1, section 5.1.20,
   * Namespace Attachment, Controller Detach), which is asked for its CNTLID first. Its data stay.
   *
   * @param nsid the namespace
   * @return completes when it is no longer attached
   */
  public Mono<Void> detach(int nsid) {
    return thisController().flatMap(id -> detach(nsid, List.of(id)));
  }

  /**
   * Detaches a namespace from controllers (NVM Express Base Specification 2.1, section 5.1.20,
   * Namespace Attachment, Controller Detach). Its data stay.
   *
   * @param nsid the namespace
   * @param controllerIds 1 to 2047 controllers (CNTLID) of 0 to 65535, in any order
   * @return completes when it is no longer attached
   * @throws IllegalArgumentException if there is no controller or too many, or one is out of range
   */
  public Mono<Void> detach(int nsid, Collection<Integer> controllerIds) {
    return guarded(nsid, "Namespace Attachment (detach)", attachment(nsid, DETACH, controllerIds));
  }

  /**
   * Has the driver look at the controller's namespaces anew ({@code NVME_IOCTL_RESCAN} in {@code
   * drivers/nvme/host/ioctl.c}). Only what others have changed behind the driver's back needs it.
   *
   * @return completes when the scan has been started
   */
  public Mono<Void> rescan() {
    return device.ioctl(NvmeIoctl.RESCAN).then();
  }

  private Mono<Integer> thisController() {
    return device
        .command(StandardCommands.identify(IdentifyController.CNS, 0), CommandForm.ADMIN)
        .map(result -> IdentifyController.decode(result.orThrow().data()).controllerId());
  }

  private static PassthruCommand attachment(
      int nsid, int select, Collection<Integer> controllerIds) {
    int[] ids = controllerIds.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
    if (ids.length == 0 || ids.length > MOST_CONTROLLERS) {
      throw new IllegalArgumentException(
          "a controller list has 1 to " + MOST_CONTROLLERS + " controllers, not " + ids.length);
    }
    if (ids[0] < 0 || ids[ids.length - 1] > 0xFFFF) {
      throw new IllegalArgumentException(
          "a controller identifier is 0 to 65535, not all of " + controllerIds);
    }
    ByteBuffer list = ByteBuffer.allocate(LIST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    list.putShort((short) ids.length);
    for (int id : ids) {
      list.putShort((short) id);
    }
    return PassthruCommand.builder(AdminOpcode.NAMESPACE_ATTACHMENT)
        .nsid(nsid)
        .cdw10(select)
        .dataOut(list.position(0))
        .build();
  }

  private Mono<Void> guarded(int nsid, String action, PassthruCommand command) {
    return InUseGuard.check(device.target(), nsid, action, force).then(changed(command));
  }

  /**
   * The driver scans by itself if the drive's effects log has this command change the inventory of
   * namespaces; some drives' does not.
   */
  private Mono<Void> changed(PassthruCommand command) {
    return device
        .command(command, CommandForm.ADMIN)
        .doOnNext(PassthruResult::orThrow)
        .then(rescan());
  }
}
