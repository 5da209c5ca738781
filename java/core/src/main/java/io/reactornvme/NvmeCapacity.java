package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import reactor.core.publisher.Mono;

/**
 * Endurance groups and NVM sets of a controller's subsystem (NVM Express Base Specification 2.1,
 * section 5.1.3, Capacity Management command). What takes namespaces with it is refused with {@link
 * NvmeInUseException} while somebody uses a namespace of the controller; {@link #force()} gives the
 * same without that check.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeController}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, among them Insufficient Capacity and
 * Identifier Unavailable; {@link IllegalArgumentException} for an identifier out of range.
 * Thread-safe.
 */
public final class NvmeCapacity {

  private static final int SELECT_CONFIGURATION = 0x0;
  private static final int CREATE_ENDURANCE_GROUP = 0x1;
  private static final int DELETE_ENDURANCE_GROUP = 0x2;
  private static final int CREATE_NVM_SET = 0x3;
  private static final int DELETE_NVM_SET = 0x4;

  private final Device device;
  private final boolean force;

  NvmeCapacity(Device device) {
    this(device, false);
  }

  private NvmeCapacity(Device device, boolean force) {
    this.device = device;
    this.force = force;
  }

  /**
   * The same, without a look at who uses the namespaces (NVM Express Base Specification 2.1,
   * section 5.1.3, Capacity Management command).
   *
   * @return a copy; data may be lost under its user
   */
  public NvmeCapacity force() {
    return new NvmeCapacity(device, true);
  }

  /**
   * Selects one of the drive's capacity configurations, where none is selected; or clears the
   * selection, and with it deletes all namespaces, NVM sets and endurance groups of the domain (NVM
   * Express Base Specification 2.1, section 5.1.3, Capacity Management command, Select Capacity
   * Configuration, 0h).
   *
   * @param configuration its identifier in the Supported Capacity Configuration List log, 1 to
   *     65535; 0 to clear the selection
   * @return completes when the configuration holds; {@link NvmeInUseException} if somebody uses a
   *     namespace
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> selectConfiguration(int configuration) {
    return unlessInUse(
        "Select Capacity Configuration", manage(SELECT_CONFIGURATION, configuration, 0));
  }

  /**
   * Creates an endurance group (NVM Express Base Specification 2.1, section 5.1.3, Capacity
   * Management command, Create Endurance Group, 1h).
   *
   * @param domain the identifier of the domain it belongs to, 0 to 65535; 0 leaves it to the
   *     controller
   * @param bytes its capacity in bytes, unsigned
   * @return its identifier, 1 to 65535
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Integer> createEnduranceGroup(int domain, long bytes) {
    return manage(CREATE_ENDURANCE_GROUP, domain, bytes);
  }

  /**
   * Deletes an endurance group, its NVM sets and their namespaces (NVM Express Base Specification
   * 2.1, section 5.1.3, Capacity Management command, Delete Endurance Group, 2h).
   *
   * @param enduranceGroup its identifier, 0 to 65535
   * @return completes when it is deleted; {@link NvmeInUseException} if somebody uses a namespace
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> deleteEnduranceGroup(int enduranceGroup) {
    return unlessInUse("Delete Endurance Group", manage(DELETE_ENDURANCE_GROUP, enduranceGroup, 0));
  }

  /**
   * Creates an NVM set (NVM Express Base Specification 2.1, section 5.1.3, Capacity Management
   * command, Create NVM Set, 3h).
   *
   * @param enduranceGroup the identifier of the endurance group it belongs to, 0 to 65535; 0 leaves
   *     it to the controller
   * @param bytes its capacity in bytes, unsigned
   * @return its identifier, 1 to 65535
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Integer> createNvmSet(int enduranceGroup, long bytes) {
    return manage(CREATE_NVM_SET, enduranceGroup, bytes);
  }

  /**
   * Deletes an NVM set and its namespaces (NVM Express Base Specification 2.1, section 5.1.3,
   * Capacity Management command, Delete NVM Set, 4h).
   *
   * @param nvmSet its identifier, 0 to 65535
   * @return completes when it is deleted; {@link NvmeInUseException} if somebody uses a namespace
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> deleteNvmSet(int nvmSet) {
    return unlessInUse("Delete NVM Set", manage(DELETE_NVM_SET, nvmSet, 0));
  }

  private Mono<Void> unlessInUse(String what, Mono<Integer> command) {
    return InUseGuard.check(device.target(), NvmeController.ALL_NAMESPACES, what, force)
        .then(command)
        .then();
  }

  /** The answer is the identifier of what was created. */
  private Mono<Integer> manage(int operation, int element, long bytes) {
    if ((element & ~0xFFFF) != 0) {
      throw new IllegalArgumentException(
          "the identifier of a capacity element is 0 to 65535, not " + element);
    }
    PassthruCommand manage =
        PassthruCommand.builder(AdminOpcode.CAPACITY_MANAGEMENT)
            .cdw10(operation | element << 16)
            .cdw11((int) bytes)
            .cdw12((int) (bytes >>> 32))
            .build();
    return device.command(manage, CommandForm.ADMIN).map(result -> result.orThrow().dw0() & 0xFFFF);
  }

  @Override
  public String toString() {
    return "NvmeCapacity[" + device.target().path() + "]";
  }
}
