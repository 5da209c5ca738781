package io.reactornvme;

import io.reactornvme.spec.ControllerList;
import io.reactornvme.spec.DomainList;
import io.reactornvme.spec.EnduranceGroupList;
import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.IndependentIdentifyNamespace;
import io.reactornvme.spec.IoCommandSets;
import io.reactornvme.spec.NamespaceGranularityList;
import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import io.reactornvme.spec.NamespaceList;
import io.reactornvme.spec.NvmCommandSetIdentifyController;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace;
import io.reactornvme.spec.NvmSetList;
import io.reactornvme.spec.NvmeStructure;
import io.reactornvme.spec.PrimaryControllerCapabilities;
import io.reactornvme.spec.SecondaryControllerList;
import io.reactornvme.spec.UuidList;
import io.reactornvme.spec.ZonedNamespaceIdentifyController;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Identify command of a controller (NVM Express Base Specification 2.1, section 5.1.13,
 * Identify): what it is, and what it has.
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; a status other than success
 * is an {@link NvmeStatusException}, as it is for a structure that the drive does not have.
 * Thread-safe.
 */
public final class NvmeIdentify {

  // Those that no data structure is alone in having (Controller or Namespace Structure, CNS).
  private static final int ACTIVE_NAMESPACES = 0x02;
  private static final int COMMAND_SET_ACTIVE_NAMESPACES = 0x07;
  private static final int NAMESPACE_OF_FORMAT = 0x09;
  private static final int COMMAND_SET_NAMESPACE_OF_FORMAT = 0x0A;
  private static final int ALLOCATED_NAMESPACES = 0x10;
  private static final int ALLOCATED_NAMESPACE = 0x11;
  private static final int ATTACHED_CONTROLLERS = 0x12;
  private static final int CONTROLLERS = 0x13;
  private static final int COMMAND_SET_ALLOCATED_NAMESPACES = 0x1A;
  private static final int COMMAND_SET_ALLOCATED_NAMESPACE = 0x1B;

  /** As a CNTID: the controller that processes the command. */
  private static final int THIS_CONTROLLER = 0xFFFF;

  /** The last NSID that a list can begin after. */
  private static final int LAST_NSID = 0xFFFFFFFD;

  private final Device device;

  NvmeIdentify(Device device) {
    this.device = device;
  }

  /**
   * Reads the Identify Controller data structure (NVM Express Base Specification 2.1, section
   * 5.1.13.2.1, Identify, CNS 01h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<IdentifyController> controller() {
    return identify(
        StandardCommands.identify(IdentifyController.CNS, 0), IdentifyController::decode);
  }

  /**
   * Reads the Identify Namespace data structure (NVM Command Set Specification 1.1, section 4.1.5,
   * Identify, CNS 00h).
   *
   * @param nsid a namespace of this controller; {@link NvmeController#ALL_NAMESPACES} for what all
   *     have in common
   * @return the 4096 bytes, decoded; all zero for a namespace that is not attached
   */
  public Mono<IdentifyNamespace> namespace(int nsid) {
    return identify(
        StandardCommands.identify(IdentifyNamespace.CNS, nsid), IdentifyNamespace::decode);
  }

  /**
   * Reads the Identify Namespace data structure of a namespace that need not be attached (NVM
   * Command Set Specification 1.1, section 4.1.5, Identify, CNS 11h).
   *
   * @param nsid a namespace of the NVM subsystem
   * @return the 4096 bytes, decoded; all zero for a namespace that is not allocated
   */
  public Mono<IdentifyNamespace> allocatedNamespace(int nsid) {
    return identify(
        StandardCommands.identify(ALLOCATED_NAMESPACE, nsid), IdentifyNamespace::decode);
  }

  /**
   * Reads the Identify Namespace data structure that a namespace would have with an LBA format (NVM
   * Command Set Specification 1.1, section 4.1.5, Identify, CNS 09h).
   *
   * @param formatIndex index of the format, 0 to 65535
   * @return the 4096 bytes, decoded; what does not depend on the format is zero
   * @throws IllegalArgumentException if the index is out of range
   */
  public Mono<IdentifyNamespace> namespaceOfFormat(int formatIndex) {
    check("format index", formatIndex, 0xFFFF);
    return identify(
        StandardCommands.identify(NAMESPACE_OF_FORMAT, 0, 0, formatIndex),
        IdentifyNamespace::decode);
  }

  /**
   * Reads the names of a namespace and its I/O command set (NVM Express Base Specification 2.1,
   * section 5.1.13.2.3, Identify, CNS 03h).
   *
   * @param nsid a namespace of this controller (NSID)
   * @return the 4096 bytes, decoded
   */
  public Mono<NamespaceIdentificationDescriptors> namespaceIdentificationDescriptors(int nsid) {
    return identify(
        StandardCommands.identify(NamespaceIdentificationDescriptors.CNS, nsid),
        NamespaceIdentificationDescriptors::decode);
  }

  /**
   * Reads what a namespace is whatever its I/O command set (NVM Express Base Specification 2.1,
   * section 5.1.13.2, Identify, CNS 08h).
   *
   * @param nsid a namespace of this controller (NSID)
   * @return the 4096 bytes, decoded
   */
  public Mono<IndependentIdentifyNamespace> independentNamespace(int nsid) {
    return identify(
        StandardCommands.identify(IndependentIdentifyNamespace.CNS, nsid),
        IndependentIdentifyNamespace::decode);
  }

  /**
   * Reads what the NVM command set adds to a namespace (NVM Command Set Specification 1.1, section
   * 4.1.5, Identify, CNS 05h).
   *
   * @param nsid a namespace of this controller (NSID)
   * @return the 4096 bytes, decoded; all zero for a namespace that is not attached
   */
  public Mono<NvmCommandSetIdentifyNamespace> nvmCommandSetNamespace(int nsid) {
    return identify(
        StandardCommands.identify(
            NvmCommandSetIdentifyNamespace.CNS, nsid, 0, NvmCommandSetIdentifyNamespace.CSI << 24),
        NvmCommandSetIdentifyNamespace::decode);
  }

  /**
   * Reads what the NVM command set adds to a namespace that need not be attached (NVM Command Set
   * Specification 1.1, section 4.1.5, Identify, CNS 1Bh).
   *
   * @param nsid a namespace of the NVM subsystem
   * @return the 4096 bytes, decoded; all zero for a namespace that is not allocated
   */
  public Mono<NvmCommandSetIdentifyNamespace> nvmCommandSetAllocatedNamespace(int nsid) {
    return identify(
        StandardCommands.identify(
            COMMAND_SET_ALLOCATED_NAMESPACE, nsid, 0, NvmCommandSetIdentifyNamespace.CSI << 24),
        NvmCommandSetIdentifyNamespace::decode);
  }

  /**
   * Reads what the NVM command set adds to namespaces of an LBA format (NVM Command Set
   * Specification 1.1, section 4.1.5, Identify, CNS 0Ah).
   *
   * @param formatIndex index of the format, 0 to 65535
   * @return the 4096 bytes, decoded; what does not depend on the format is zero
   * @throws IllegalArgumentException if the index is out of range
   */
  public Mono<NvmCommandSetIdentifyNamespace> nvmCommandSetNamespaceOfFormat(int formatIndex) {
    check("format index", formatIndex, 0xFFFF);
    return identify(
        StandardCommands.identify(
            COMMAND_SET_NAMESPACE_OF_FORMAT,
            0,
            0,
            NvmCommandSetIdentifyNamespace.CSI << 24 | formatIndex),
        NvmCommandSetIdentifyNamespace::decode);
  }

  /**
   * Reads what the NVM command set adds to the controller (NVM Command Set Specification 1.1,
   * section 4.1.5, Identify, CNS 06h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<NvmCommandSetIdentifyController> nvmCommandSetController() {
    return identify(
        StandardCommands.identify(
            NvmCommandSetIdentifyController.CNS, 0, 0, NvmCommandSetIdentifyController.CSI << 24),
        NvmCommandSetIdentifyController::decode);
  }

  /**
   * Reads what the Zoned Namespace command set adds to a namespace (Zoned Namespace Command Set
   * Specification 1.2, section 4.1.5, Identify, CNS 05h).
   *
   * @param nsid a namespace of this controller (NSID)
   * @return the 4096 bytes, decoded; all zero for a namespace that is not attached
   */
  public Mono<ZonedNamespaceIdentifyNamespace> zonedNamespaceCommandSetNamespace(int nsid) {
    return identify(
        StandardCommands.identify(
            ZonedNamespaceIdentifyNamespace.CNS,
            nsid,
            0,
            ZonedNamespaceIdentifyNamespace.CSI << 24),
        ZonedNamespaceIdentifyNamespace::decode);
  }

  /**
   * Reads what the Zoned Namespace command set adds to a namespace that need not be attached (Zoned
   * Namespace Command Set Specification 1.2, section 4.1.5, Identify, CNS 1Bh).
   *
   * @param nsid a namespace of the NVM subsystem
   * @return the 4096 bytes, decoded; all zero for a namespace that is not allocated
   */
  public Mono<ZonedNamespaceIdentifyNamespace> zonedNamespaceCommandSetAllocatedNamespace(
      int nsid) {
    return identify(
        StandardCommands.identify(
            COMMAND_SET_ALLOCATED_NAMESPACE, nsid, 0, ZonedNamespaceIdentifyNamespace.CSI << 24),
        ZonedNamespaceIdentifyNamespace::decode);
  }

  /**
   * Reads what the Zoned Namespace command set adds to namespaces of an LBA format (Zoned Namespace
   * Command Set Specification 1.2, section 4.1.5, Identify, CNS 0Ah).
   *
   * @param formatIndex index of the format, 0 to 65535
   * @return the 4096 bytes, decoded; what does not depend on the format is zero
   * @throws IllegalArgumentException if the index is out of range
   */
  public Mono<ZonedNamespaceIdentifyNamespace> zonedNamespaceCommandSetNamespaceOfFormat(
      int formatIndex) {
    check("format index", formatIndex, 0xFFFF);
    return identify(
        StandardCommands.identify(
            COMMAND_SET_NAMESPACE_OF_FORMAT,
            0,
            0,
            ZonedNamespaceIdentifyNamespace.CSI << 24 | formatIndex),
        ZonedNamespaceIdentifyNamespace::decode);
  }

  /**
   * Reads what the Zoned Namespace command set adds to the controller (Zoned Namespace Command Set
   * Specification 1.2, section 4.1.5, Identify, CNS 06h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<ZonedNamespaceIdentifyController> zonedNamespaceCommandSetController() {
    return identify(
        StandardCommands.identify(
            ZonedNamespaceIdentifyController.CNS, 0, 0, ZonedNamespaceIdentifyController.CSI << 24),
        ZonedNamespaceIdentifyController::decode);
  }

  /**
   * Reads one list of namespaces that are attached to this controller (NVM Express Base
   * Specification 2.1, section 5.1.13.2, Identify, CNS 02h).
   *
   * @param after the NSID that those in the list are greater than; 0 for the first list
   * @return up to 1024 namespaces, decoded
   */
  public Mono<NamespaceList> activeNamespaceList(int after) {
    return identify(StandardCommands.identify(ACTIVE_NAMESPACES, after), NamespaceList::decode);
  }

  /**
   * Reads all namespaces that are attached to this controller, list by list as the subscriber asks
   * for them (NVM Express Base Specification 2.1, section 5.1.13.2, Identify, CNS 02h).
   *
   * @return NSIDs, unsigned, in ascending order; a namespace that comes or goes meanwhile may be
   *     missed
   */
  public Flux<Integer> activeNamespaces() {
    return all(ACTIVE_NAMESPACES, 0);
  }

  /**
   * Reads one list of namespaces that are attached to this controller of an I/O command set (NVM
   * Express Base Specification 2.1, section 5.1.13.2, Identify, CNS 07h).
   *
   * @param csi the I/O command set, 0 to 255: 0 NVM, 1 Key Value, 2 Zoned Namespace
   * @param after the NSID that those in the list are greater than; 0 for the first list
   * @return up to 1024 namespaces, decoded
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Mono<NamespaceList> activeNamespaceList(int csi, int after) {
    check("command set identifier", csi, 0xFF);
    return identify(
        StandardCommands.identify(COMMAND_SET_ACTIVE_NAMESPACES, after, 0, csi << 24),
        NamespaceList::decode);
  }

  /**
   * Reads all namespaces that are attached to this controller of an I/O command set, list by list
   * as the subscriber asks for them (NVM Express Base Specification 2.1, section 5.1.13.2,
   * Identify, CNS 07h).
   *
   * @param csi the I/O command set, 0 to 255: 0 NVM, 1 Key Value, 2 Zoned Namespace
   * @return NSIDs, unsigned, in ascending order
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Flux<Integer> activeNamespaces(int csi) {
    check("command set identifier", csi, 0xFF);
    return all(COMMAND_SET_ACTIVE_NAMESPACES, csi << 24);
  }

  /**
   * Reads one list of namespaces that the NVM subsystem has (NVM Express Base Specification 2.1,
   * section 5.1.13.2, Identify, CNS 10h).
   *
   * @param after the NSID that those in the list are greater than; 0 for the first list
   * @return up to 1024 namespaces, decoded
   */
  public Mono<NamespaceList> allocatedNamespaceList(int after) {
    return identify(StandardCommands.identify(ALLOCATED_NAMESPACES, after), NamespaceList::decode);
  }

  /**
   * Reads all namespaces that the NVM subsystem has, list by list as the subscriber asks for them
   * (NVM Express Base Specification 2.1, section 5.1.13.2, Identify, CNS 10h).
   *
   * @return NSIDs, unsigned, in ascending order; a namespace that comes or goes meanwhile may be
   *     missed
   */
  public Flux<Integer> allocatedNamespaces() {
    return all(ALLOCATED_NAMESPACES, 0);
  }

  /**
   * Reads one list of namespaces that the NVM subsystem has of an I/O command set (NVM Express Base
   * Specification 2.1, section 5.1.13.2, Identify, CNS 1Ah).
   *
   * @param csi the I/O command set, 0 to 255: 0 NVM, 1 Key Value, 2 Zoned Namespace
   * @param after the NSID that those in the list are greater than; 0 for the first list
   * @return up to 1024 namespaces, decoded
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Mono<NamespaceList> allocatedNamespaceList(int csi, int after) {
    check("command set identifier", csi, 0xFF);
    return identify(
        StandardCommands.identify(COMMAND_SET_ALLOCATED_NAMESPACES, after, 0, csi << 24),
        NamespaceList::decode);
  }

  /**
   * Reads all namespaces that the NVM subsystem has of an I/O command set, list by list as the
   * subscriber asks for them (NVM Express Base Specification 2.1, section 5.1.13.2, Identify, CNS
   * 1Ah).
   *
   * @param csi the I/O command set, 0 to 255: 0 NVM, 1 Key Value, 2 Zoned Namespace
   * @return NSIDs, unsigned, in ascending order
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Flux<Integer> allocatedNamespaces(int csi) {
    check("command set identifier", csi, 0xFF);
    return all(COMMAND_SET_ALLOCATED_NAMESPACES, csi << 24);
  }

  /**
   * Reads the controllers that a namespace is attached to (NVM Express Base Specification 2.1,
   * section 5.1.13.2, Identify, CNS 12h).
   *
   * @param nsid a namespace of the NVM subsystem
   * @param from the smallest CNTLID in the list, 0 to 65535
   * @return up to 2047 controllers, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<ControllerList> attachedControllers(int nsid, int from) {
    check("controller identifier", from, 0xFFFF);
    return identify(
        StandardCommands.identify(ATTACHED_CONTROLLERS, nsid, from, 0), ControllerList::decode);
  }

  /**
   * Reads the controllers of the NVM subsystem (NVM Express Base Specification 2.1, section
   * 5.1.13.2, Identify, CNS 13h).
   *
   * @param from the smallest CNTLID in the list, 0 to 65535
   * @return up to 2047 controllers, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<ControllerList> controllers(int from) {
    check("controller identifier", from, 0xFFFF);
    return identify(StandardCommands.identify(CONTROLLERS, 0, from, 0), ControllerList::decode);
  }

  /**
   * Reads the resources of a primary controller (NVM Express Base Specification 2.1, section
   * 5.1.13.2, Identify, CNS 14h).
   *
   * @param controllerId CNTLID, 0 to 65535
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code controllerId} is out of range
   */
  public Mono<PrimaryControllerCapabilities> primaryControllerCapabilities(int controllerId) {
    check("controller identifier", controllerId, 0xFFFF);
    return identify(
        StandardCommands.identify(PrimaryControllerCapabilities.CNS, 0, controllerId, 0),
        PrimaryControllerCapabilities::decode);
  }

  /**
   * Reads the secondary controllers of this primary one (NVM Express Base Specification 2.1,
   * section 5.1.13.2, Identify, CNS 15h).
   *
   * @param from the smallest CNTLID in the list, 0 to 65535
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<SecondaryControllerList> secondaryControllers(int from) {
    check("controller identifier", from, 0xFFFF);
    return identify(
        StandardCommands.identify(SecondaryControllerList.CNS, 0, from, 0),
        SecondaryControllerList::decode);
  }

  /**
   * Reads the NVM Sets of the NVM subsystem (NVM Express Base Specification 2.1, section 5.1.13.2,
   * Identify, CNS 04h).
   *
   * @param from the smallest identifier in the list, 0 to 65535
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<NvmSetList> nvmSets(int from) {
    check("NVM Set identifier", from, 0xFFFF);
    return identify(StandardCommands.identify(NvmSetList.CNS, 0, 0, from), NvmSetList::decode);
  }

  /**
   * Reads the steps in which namespaces are best sized (NVM Express Base Specification 2.1, section
   * 5.1.13.2, Identify, CNS 16h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<NamespaceGranularityList> namespaceGranularities() {
    return identify(
        StandardCommands.identify(NamespaceGranularityList.CNS, 0),
        NamespaceGranularityList::decode);
  }

  /**
   * Reads the UUID list (NVM Express Base Specification 2.1, section 5.1.13.2, Identify, CNS 17h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<UuidList> uuids() {
    return identify(StandardCommands.identify(UuidList.CNS, 0), UuidList::decode);
  }

  /**
   * Reads the domains of the NVM subsystem (NVM Express Base Specification 2.1, section 5.1.13.2,
   * Identify, CNS 18h).
   *
   * @param from the smallest identifier in the list, 0 to 65535
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<DomainList> domains(int from) {
    check("domain identifier", from, 0xFFFF);
    return identify(StandardCommands.identify(DomainList.CNS, 0, 0, from), DomainList::decode);
  }

  /**
   * Reads the Endurance Groups that the controller can reach (NVM Express Base Specification 2.1,
   * section 5.1.13.2, Identify, CNS 19h).
   *
   * @param from the smallest identifier in the list, 0 to 65535
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code from} is out of range
   */
  public Mono<EnduranceGroupList> enduranceGroups(int from) {
    check("Endurance Group identifier", from, 0xFFFF);
    return identify(
        StandardCommands.identify(EnduranceGroupList.CNS, 0, 0, from), EnduranceGroupList::decode);
  }

  /**
   * Reads the combinations of I/O command sets that the controller can have at a time (NVM Express
   * Base Specification 2.1, section 5.1.13.2, Identify, CNS 1Ch).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<IoCommandSets> ioCommandSets() {
    return identify(
        StandardCommands.identify(IoCommandSets.CNS, 0, THIS_CONTROLLER, 0), IoCommandSets::decode);
  }

  private <T extends NvmeStructure> Mono<T> identify(
      PassthruCommand command, Function<ByteBuffer, T> decode) {
    return device
        .command(command, CommandForm.ADMIN)
        .map(result -> decode.apply(result.orThrow().data()));
  }

  /** One list at a time, the next when all of the last have been asked for. */
  private Flux<Integer> all(int cns, int cdw11) {
    return list(cns, 0, cdw11)
        .expand(page -> page.next() == 0 ? Mono.empty() : list(cns, page.next(), cdw11))
        .concatMapIterable(Page::nsids, 1);
  }

  private Mono<Page> list(int cns, int after, int cdw11) {
    return identify(StandardCommands.identify(cns, after, 0, cdw11), NamespaceList::decode)
        .map(list -> new Page(after, list.namespaceIdentifiers()));
  }

  /** What came after a namespace. */
  private record Page(int after, List<Integer> nsids) {

    /** After which the next list begins, or 0 if there is none. */
    int next() {
      if (nsids.size() < NamespaceList.CAPACITY) {
        return 0;
      }
      int last = nsids.get(nsids.size() - 1);
      // A drive whose lists do not ascend must not lead in a circle.
      return Integer.compareUnsigned(last, after) > 0
              && Integer.compareUnsigned(last, LAST_NSID) <= 0
          ? last
          : 0;
    }
  }

  private static void check(String what, int value, int largest) {
    if (value < 0 || value > largest) {
      throw new IllegalArgumentException("a " + what + " is 0 to " + largest + ", not " + value);
    }
  }
}
