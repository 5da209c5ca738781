package io.reactornvme;

import java.util.List;
import java.util.Optional;

/** What there is: by {@link Sysfs} on this host, by {@link BackendPlatform} elsewhere. */
interface Discovery {

  /** In natural order of their names. */
  List<NvmeControllerInfo> controllers();

  Optional<NvmeControllerInfo> controller(String name);

  /** In natural order of their names. */
  List<NvmeSubsystemInfo> subsystems();

  /**
   * What a path or name given by a user means.
   *
   * @throws NvmeNoSuchDeviceException if there is nothing of that name
   * @throws NvmeNotNvmeException if it is something else
   */
  Sysfs.Resolved resolve(String path);

  /** Bytes, or 0 if not known. */
  int maxAdminTransferBytes(String controller);

  /** Whether the namespace takes a metadata buffer now. */
  boolean integrity(String namespace);

  /** Whether the namespace can be reached now. */
  boolean hasPath(String namespace);

  /** Who uses the namespace's blocks now, in sentences; see {@link DeviceUse}. */
  List<String> uses(NvmeNamespaceInfo namespace);
}
