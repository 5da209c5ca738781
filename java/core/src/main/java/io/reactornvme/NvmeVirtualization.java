package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import reactor.core.publisher.Mono;

/**
 * Flexible resources of a primary controller and its secondary ones, as SR-IOV's virtual functions
 * have them (NVM Express Base Specification 2.1, section 5.2.6, Virtualization Management command).
 * Identify tells which secondary controllers there are, and what each has.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeController}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, among them Invalid Controller
 * Identifier, Invalid Secondary Controller State, Invalid Number of Controller Resources and
 * Invalid Resource Identifier; {@link IllegalArgumentException} for a number out of range.
 * Thread-safe.
 */
public final class NvmeVirtualization {

  private static final int PRIMARY_ALLOCATION = 0x1;
  private static final int SECONDARY_OFFLINE = 0x7;
  private static final int SECONDARY_ASSIGN = 0x8;
  private static final int SECONDARY_ONLINE = 0x9;

  private final Device device;

  NvmeVirtualization(Device device) {
    this.device = device;
  }

  /**
   * A kind of flexible resource (NVM Express Base Specification 2.1, section 5.2.6, Resource Type,
   * RT).
   */
  public enum Resource {
    /** 0h: VQ resources, pairs of a submission and a completion queue. */
    QUEUES(0),
    /** 1h: VI resources, interrupt vectors. */
    INTERRUPTS(1);

    private final int value;

    Resource(int value) {
      this.value = value;
    }
  }

  /**
   * Sets how many flexible resources the primary controller has for itself, from its next reset on
   * that is more than a Controller Reset, and for good (NVM Express Base Specification 2.1, section
   * 5.2.6, Virtualization Management command, Primary Controller Flexible Allocation, 1h).
   *
   * @param primary the controller's identifier (CNTLID), 0 to 65535
   * @param resource which
   * @param count how many, 0 to 65535
   * @return the number set, which may differ
   * @throws IllegalArgumentException if a number is out of range
   */
  public Mono<Integer> allocate(int primary, Resource resource, int count) {
    return manage(PRIMARY_ALLOCATION, primary, resource, count);
  }

  /**
   * Assigns flexible resources to a secondary controller that is offline (NVM Express Base
   * Specification 2.1, section 5.2.6, Virtualization Management command, Secondary Controller
   * Assign, 8h).
   *
   * @param secondary the controller's identifier (CNTLID), 0 to 65535
   * @param resource which
   * @param count how many it has from then on, 0 to 65535
   * @return the number assigned
   * @throws IllegalArgumentException if a number is out of range
   */
  public Mono<Integer> assign(int secondary, Resource resource, int count) {
    return manage(SECONDARY_ASSIGN, secondary, resource, count);
  }

  /**
   * Makes a secondary controller usable, which needs resources for it (NVM Express Base
   * Specification 2.1, section 5.2.6, Virtualization Management command, Secondary Controller
   * Online, 9h).
   *
   * @param secondary the controller's identifier (CNTLID), 0 to 65535
   * @return completes when it is in the state Online
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> online(int secondary) {
    return manage(SECONDARY_ONLINE, secondary, Resource.QUEUES, 0).then();
  }

  /**
   * Makes a secondary controller unusable, and takes its flexible resources away (NVM Express Base
   * Specification 2.1, section 5.2.6, Virtualization Management command, Secondary Controller
   * Offline, 7h). Who uses its virtual function loses it at once.
   *
   * @param secondary the controller's identifier (CNTLID), 0 to 65535
   * @return completes when it is in the state Offline
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> offline(int secondary) {
    return manage(SECONDARY_OFFLINE, secondary, Resource.QUEUES, 0).then();
  }

  private Mono<Integer> manage(int action, int controller, Resource resource, int count) {
    check("a controller identifier", controller);
    check("the number of resources", count);
    PassthruCommand manage =
        PassthruCommand.builder(AdminOpcode.VIRTUALIZATION_MANAGEMENT)
            .cdw10(action | resource.value << 8 | controller << 16)
            .cdw11(count)
            .build();
    return device.command(manage, CommandForm.ADMIN).map(result -> result.orThrow().dw0() & 0xFFFF);
  }

  private static void check(String what, int value) {
    if ((value & ~0xFFFF) != 0) {
      throw new IllegalArgumentException(what + " is 0 to 65535, not " + value);
    }
  }

  @Override
  public String toString() {
    return "NvmeVirtualization[" + device.target().path() + "]";
  }
}
