package io.reactornvme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds NVMe controllers and namespaces in sysfs, and says what a path that a user gave really is.
 *
 * <p>Reads files only, never opens a device: nothing here sends a command, wakes a sleeping drive
 * or hangs on a dead one. Drives come and go meanwhile: whatever vanishes while it is read is left
 * out. Stateless and thread-safe; it blocks on files of memory, so not for a ring's thread, {@link
 * #integrity} and {@link #hasPath} excepted.
 *
 * <p>How the driver lays sysfs out, seen on Linux 6.1, 6.12 and 7.3 ({@code core.c}, {@code
 * multipath.c}):
 *
 * <pre>
 * class/nvme/nvme1                the controller's directory (a link, as are all in class/)
 *   model state cntlid address …
 *   nvme1n1/  ng1n1/              a namespace with this one controller
 *   nvme0c1n1/                    path of subsystem 0's namespace head through controller 1: hidden
 * class/nvme-subsystem/nvme-subsys0
 *   nvme0 → nvme1 →               links to its controllers
 *   nvme0n1/  ng0n1/              namespace heads, with nvme_core.multipath=Y
 * </pre>
 *
 * <p>So the first number of a namespace is a controller's or a subsystem's, and the two nodes of
 * one namespace are recognised by their common directory and their last number, not by the whole
 * name: a private namespace of the second controller of subsystem 0 is {@code nvme0n2} and {@code
 * ng1n2}.
 */
final class Sysfs implements Discovery {

  private static final Pattern CONTROLLER = Pattern.compile("nvme(\\d{1,9})");
  private static final Pattern DISK = Pattern.compile("nvme(\\d{1,9})n(\\d{1,9})");
  private static final Pattern HIDDEN_PATH = Pattern.compile("nvme(\\d{1,9})c\\d{1,9}n(\\d{1,9})");
  private static final Pattern GENERIC = Pattern.compile("ng(\\d{1,9})n(\\d{1,9})");
  private static final String SUBSYSTEM_PREFIX = "nvme-subsys";
  private static final int NAMES_IN_A_MESSAGE = 8;

  /** {@code st_mode}: the type of the file. */
  private static final int S_IFMT = 0170000;

  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;

  /** Orders names with numbers as people do: nvme2 before nvme10. */
  static final Comparator<String> NATURAL = Sysfs::compareNaturally;

  private final Path root;
  private final Path sys;
  private final Path dev;
  private final NodeReader nodes;

  /** What stat(2) tells about a file; replaced in tests, which cannot make device nodes. */
  @FunctionalInterface
  interface NodeReader {
    /**
     * Follows symbolic links.
     *
     * @param path the file
     * @return mode and, for a device node, its number
     * @throws IOException if stat(2) fails
     */
    Node stat(Path path) throws IOException;
  }

  /**
   * A file as stat(2) sees it.
   *
   * @param mode {@code st_mode}
   * @param rdev {@code st_rdev}, in glibc's encoding
   */
  record Node(int mode, long rdev) {
    boolean isCharacter() {
      return (mode & S_IFMT) == S_IFCHR;
    }

    boolean isBlock() {
      return (mode & S_IFMT) == S_IFBLK;
    }

    /** As in /sys/dev: {@code major:minor}, by glibc's gnu_dev_major and gnu_dev_minor. */
    String number() {
      long major = ((rdev >>> 8) & 0xfff) | ((rdev >>> 32) & 0xfffff000L);
      long minor = (rdev & 0xff) | ((rdev >>> 12) & 0xffffff00L);
      return major + ":" + minor;
    }

    String words() {
      return switch (mode & S_IFMT) {
        case S_IFCHR -> "character device " + number();
        case S_IFBLK -> "block device " + number();
        case 0100000 -> "regular file";
        case 0040000 -> "directory";
        case 0010000 -> "named pipe";
        case 0140000 -> "socket";
        default -> "file of an unknown kind";
      };
    }
  }

  /** What a path leads to. */
  enum Kind {
    /** A controller. */
    CONTROLLER,
    /** A namespace. */
    NAMESPACE
  }

  /** Which of a device's nodes a path is. */
  enum NodeKind {
    /** {@code /dev/nvme0}. */
    CONTROLLER,
    /** {@code /dev/ng0n1}. */
    GENERIC,
    /** {@code /dev/nvme0n1}. */
    BLOCK,
    /**
     * {@code /dev/nvme0n1p2}: a part of a namespace, of which a command to the namespace knows
     * nothing.
     */
    PARTITION
  }

  /**
   * What a path that a user gave is.
   *
   * @param given the path as given
   * @param node the node it leads to, symbolic links followed
   * @param nodeKind which of the device's nodes that is
   * @param kind controller or namespace
   * @param name the controller's name, or the namespace's as in {@link NvmeNamespaceInfo#name()}
   * @param nsid the namespace's identifier; 0 for a controller
   * @param controllers names of the controllers behind it, the usable ones first; several for a
   *     multipath head, none for a head that has lost them all
   * @param generic the generic node; {@code node} itself if it is one, wherever it lies; null for a
   *     controller, and if there is none
   * @param block the block node, likewise
   * @param multipath whether it is a head of a multipath subsystem
   */
  record Resolved(
      String given,
      Path node,
      NodeKind nodeKind,
      Kind kind,
      String name,
      int nsid,
      List<String> controllers,
      @Nullable Path generic,
      @Nullable Path block,
      boolean multipath) {

    Resolved {
      controllers = List.copyOf(controllers);
    }
  }

  /** The running system. */
  Sysfs() {
    this(Path.of("/"));
  }

  /**
   * A tree with {@code sys} and {@code dev} below {@code root}.
   *
   * @param root absolute path, {@code /} for the running system
   */
  Sysfs(Path root) {
    this(root, Sysfs::stat);
  }

  Sysfs(Path root, NodeReader nodes) {
    this.root = root;
    this.sys = root.resolve("sys");
    this.dev = root.resolve("dev");
    this.nodes = nodes;
  }

  private static Node stat(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev");
    return new Node((Integer) attributes.get("mode"), (Long) attributes.get("rdev"));
  }

  // Controllers

  /**
   * All controllers that the driver knows, whatever their state.
   *
   * @return in natural order; empty if there are none, or no sysfs
   */
  @Override
  public List<NvmeControllerInfo> controllers() {
    Map<String, String> subsystems = subsystemsByController();
    List<NvmeControllerInfo> found = new ArrayList<>();
    for (String name : controllerNames()) {
      NvmeControllerInfo info = read(name, subsystems);
      if (info != null) {
        found.add(info);
      }
    }
    return List.copyOf(found);
  }

  /**
   * One controller.
   *
   * @param name such as {@code nvme0}
   * @return empty if the driver does not know it (any more)
   */
  @Override
  public Optional<NvmeControllerInfo> controller(String name) {
    if (!CONTROLLER.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(read(name, Map.of()));
  }

  @Override
  public List<NvmeSubsystemInfo> subsystems() {
    List<NvmeSubsystemInfo> found = new ArrayList<>();
    for (String name : subsystemNames()) {
      List<NvmeControllerInfo> controllers = new ArrayList<>();
      List<NvmeSubsystemInfo.Path> paths = new ArrayList<>();
      for (String controller : list(subsystemDir(name), CONTROLLER)) {
        NvmeControllerInfo info = read(controller, Map.of(controller, name));
        if (info != null) {
          controllers.add(info);
          paths.addAll(pathsThrough(controller));
        }
      }
      String nqn = identityText(subsystemDir(name).resolve("subsysnqn"));
      found.add(new NvmeSubsystemInfo(name, nqn, List.copyOf(controllers), List.copyOf(paths)));
    }
    return List.copyOf(found);
  }

  private List<NvmeSubsystemInfo.Path> pathsThrough(String controller) {
    Path dir = sys.resolve("class/nvme").resolve(controller);
    List<NvmeSubsystemInfo.Path> found = new ArrayList<>();
    for (String entry : list(dir, HIDDEN_PATH)) {
      String head = entry.replaceFirst("c\\d+n", "n");
      String state = text(dir.resolve(entry).resolve("ana_state"));
      found.add(new NvmeSubsystemInfo.Path(entry, controller, head, state));
    }
    return found;
  }

  private List<String> controllerNames() {
    return list(sys.resolve("class/nvme"), CONTROLLER);
  }

  private @Nullable NvmeControllerInfo read(String name, Map<String, String> subsystems) {
    Path link = sys.resolve("class/nvme").resolve(name);
    Object identity = identity(link);
    if (identity == null) {
      return null;
    }
    // First, since the kernel adds it last: where it is not, the others are not all there either.
    String state = text(link.resolve("state"));
    if (state.isEmpty()) {
      return null;
    }
    // After the state, so that the subsystem of a live controller is never missed.
    String subsystem = subsystems.containsKey(name) ? subsystems.get(name) : subsystem(name);
    NvmeControllerInfo info =
        new NvmeControllerInfo(
            name,
            dev.resolve(name),
            identityText(link.resolve("model")),
            identityText(link.resolve("serial")),
            identityText(link.resolve("firmware_rev")),
            text(link.resolve("transport")),
            text(link.resolve("address")),
            state,
            (int) number(link.resolve("cntlid"), -1),
            identityText(link.resolve("subsysnqn")),
            namespaces(link, subsystem));
    // device_del() takes the link in class/ away before the attributes: if the same directory is
    // still linked, nothing above was missing because the controller went away.
    return identity.equals(identity(link)) ? info : null;
  }

  /**
   * An attribute that the driver keeps with the subsystem ({@code nvme_show_str_function}). Until
   * it has identified the controller there is none, and the kernel prints what it makes of the wild
   * pointer.
   */
  private static String identityText(Path attribute) {
    String text = text(attribute);
    return text.equals("(efault)") || text.equals("(null)") ? "" : text;
  }

  /** The directory's inode: a controller that comes back under the same name gets a new one. */
  private static @Nullable Object identity(Path dir) {
    try {
      return Files.readAttributes(dir, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /** Names of the controllers that have a subsystem, with the subsystem's name. */
  private Map<String, String> subsystemsByController() {
    Map<String, String> found = new TreeMap<>();
    for (String subsystem : subsystemNames()) {
      for (String controller : list(subsystemDir(subsystem), CONTROLLER)) {
        found.put(controller, subsystem);
      }
    }
    return found;
  }

  private @Nullable String subsystem(String controller) {
    for (String subsystem : subsystemNames()) {
      if (Files.exists(subsystemDir(subsystem).resolve(controller), LinkOption.NOFOLLOW_LINKS)) {
        return subsystem;
      }
    }
    return null;
  }

  private List<String> subsystemNames() {
    return list(
        sys.resolve("class/nvme-subsystem"), Pattern.compile(SUBSYSTEM_PREFIX + "\\d{1,9}"));
  }

  /** Names of a subsystem's controllers; empty if there is no such subsystem (any more). */
  List<String> controllersOf(String subsystem) {
    return list(subsystemDir(subsystem), CONTROLLER);
  }

  private Path subsystemDir(String subsystem) {
    return sys.resolve("class/nvme-subsystem").resolve(subsystem);
  }

  // Namespaces

  private List<NvmeNamespaceInfo> namespaces(Path controllerDir, @Nullable String subsystem) {
    List<NvmeNamespaceInfo> found = new ArrayList<>();
    for (Disk disk : disks(controllerDir, subsystem)) {
      NvmeNamespaceInfo info = read(disk);
      if (info != null) {
        found.add(info);
      }
    }
    found.sort(Comparator.comparing(NvmeNamespaceInfo::name, NATURAL));
    return found;
  }

  /**
   * The namespaces' disks of a controller; where it has but a path to one, the subsystem's head.
   */
  private List<Disk> disks(Path controllerDir, @Nullable String subsystem) {
    List<Disk> found = new ArrayList<>();
    for (String entry : list(controllerDir, Pattern.compile("nvme\\d.*n\\d+"))) {
      if (DISK.matcher(entry).matches()) {
        found.add(new Disk(controllerDir, entry, false));
        continue;
      }
      Matcher path = HIDDEN_PATH.matcher(entry);
      if (path.matches() && subsystem != null) {
        String head = "nvme" + path.group(1) + "n" + path.group(2);
        found.add(new Disk(subsystemDir(subsystem), head, true));
      }
    }
    return found;
  }

  /**
   * A namespace's block device, which the driver makes even if it hides it.
   *
   * @param parent the directory of its controller or, for a head, of its subsystem
   * @param name such as {@code nvme0n1}
   * @param head whether it is a multipath head
   */
  private record Disk(Path parent, String name, boolean head) {
    Path dir() {
      return parent.resolve(name);
    }

    String instance() {
      return name.substring(name.lastIndexOf('n') + 1);
    }
  }

  private @Nullable NvmeNamespaceInfo read(Disk disk) {
    Path dir = disk.dir();
    long nsid = number(dir.resolve("nsid"), 0);
    if (nsid == 0) {
      return null;
    }
    NvmeNamespaceInfo info =
        new NvmeNamespaceInfo(
            disk.name(),
            (int) nsid,
            hasBlockNode(dir) ? dev.resolve(disk.name()) : null,
            generic(disk),
            number(dir.resolve("size"), 0) * 512,
            (int) number(dir.resolve("queue/logical_block_size"), 0),
            (int) number(dir.resolve("metadata_bytes"), NvmeNamespaceInfo.UNKNOWN),
            integrity(disk),
            maxTransferBytes(disk));
    return Files.exists(dir.resolve("nsid")) ? info : null;
  }

  private static boolean hasBlockNode(Path diskDir) {
    return number(diskDir.resolve("hidden"), 0) == 0;
  }

  private @Nullable Path generic(Disk disk) {
    for (String entry : list(disk.parent(), GENERIC)) {
      // device_del() takes this link away first, then says "remove", and then removes the
      // directory.
      if (entry.endsWith("n" + disk.instance())
          && Files.isSymbolicLink(disk.parent().resolve(entry).resolve("subsystem"))) {
        return dev.resolve(entry);
      }
    }
    return null;
  }

  /** Whether the driver makes generic nodes for namespaces: Linux 5.13. */
  boolean hasGenerics() {
    return Files.isDirectory(sys.resolve("class/nvme-generic"));
  }

  /** The directories that commands to a disk really pass: itself or, for a head, its paths. */
  private List<HeadPath> paths(Disk head) {
    List<HeadPath> found = new ArrayList<>();
    int n = head.name().lastIndexOf('n');
    for (String controller : list(head.parent(), CONTROLLER)) {
      String instance = controller.substring("nvme".length());
      Path controllerDir = head.parent().resolve(controller);
      Path dir =
          controllerDir.resolve(
              head.name().substring(0, n) + "c" + instance + head.name().substring(n));
      if (Files.exists(dir)) {
        found.add(new HeadPath(controller, controllerDir, dir));
      }
    }
    return found;
  }

  /**
   * A controller's way to a namespace head.
   *
   * @param controller the controller's name
   * @param controllerDir its directory
   * @param dir the hidden block device
   */
  private record HeadPath(String controller, Path controllerDir, Path dir) {

    /** As nvme_path_is_disabled() and the ANA states of __nvme_find_path() have it. */
    boolean usable() {
      if (!takesCommands(controllerDir)) {
        return false;
      }
      String ana = text(dir.resolve("ana_state"));
      return ana.isEmpty() || ana.equals("optimized") || ana.equals("non-optimized");
    }
  }

  private static boolean takesCommands(Path controllerDir) {
    String state = text(controllerDir.resolve("state"));
    return state.equals("live") || state.equals("deleting");
  }

  private int maxTransferBytes(Disk disk) {
    int least = 0;
    if (disk.head()) {
      for (HeadPath path : paths(disk)) {
        least = lesser(least, maxTransferBytes(path.dir()));
      }
    }
    return lesser(least, maxTransferBytes(disk.dir()));
  }

  private static int maxTransferBytes(Path diskDir) {
    long kib = number(diskDir.resolve("queue/max_hw_sectors_kb"), 0);
    return (int) Math.min(kib * 1024, Integer.MAX_VALUE & -4096);
  }

  private static int lesser(int a, int b) {
    return a == 0 ? b : b == 0 ? a : Math.min(a, b);
  }

  /**
   * The longest transfer that the driver accepts in one admin command. The kernel does not tell it;
   * but controller-wide limits (MDTS, the transport's) bind the I/O queues as well, so it is what
   * the controller's namespaces allow.
   *
   * @param controllerName such as {@code nvme0}
   * @return bytes, or 0 if unknown: no such controller, or one without namespaces
   */
  @Override
  public int maxAdminTransferBytes(String controllerName) {
    if (!CONTROLLER.matcher(controllerName).matches()) {
      return 0;
    }
    int least = 0;
    Path dir = sys.resolve("class/nvme").resolve(controllerName);
    for (String entry : list(dir, Pattern.compile("nvme\\d.*n\\d+"))) {
      least = lesser(least, maxTransferBytes(dir.resolve(entry)));
    }
    return least;
  }

  /**
   * Whether the driver takes a metadata pointer for a namespace now. A few reads of files in
   * memory, cheap enough for every command that has metadata.
   *
   * @param namespaceName such as {@code nvme0n1} or {@code ng0n1}
   * @return false also if there is no such namespace
   */
  @Override
  public boolean integrity(String namespaceName) {
    Disk disk = disk(namespaceName);
    return disk != null && integrity(disk);
  }

  private boolean integrity(Disk disk) {
    // nvme_map_user_request() asks the path's disk, not the head's.
    List<HeadPath> paths = disk.head() ? paths(disk) : List.of();
    if (paths.isEmpty()) {
      return hasIntegrityProfile(disk.dir());
    }
    return paths.stream().allMatch(path -> hasIntegrityProfile(path.dir()));
  }

  private static boolean hasIntegrityProfile(Path diskDir) {
    String format = text(diskDir.resolve("integrity/format"));
    return !format.isEmpty() && !format.equals("none");
  }

  @Override
  public List<String> uses(NvmeNamespaceInfo namespace) {
    return new DeviceUse(root).of(namespace.name());
  }

  /**
   * Whether a command to a namespace can reach a controller now.
   *
   * <p>A multipath head without one answers EINVAL to everything ({@code
   * nvme_ns_head_chr_uring_cmd}), which looks like a malformed command.
   *
   * @param namespaceName such as {@code nvme0n1} or {@code ng0n1}
   * @return false also if there is no such namespace any more
   */
  @Override
  public boolean hasPath(String namespaceName) {
    Disk disk = disk(namespaceName);
    if (disk == null) {
      return false;
    }
    return disk.head()
        ? paths(disk).stream().anyMatch(HeadPath::usable)
        : takesCommands(disk.parent());
  }

  /** Finds a namespace's disk by the name of its block or its generic device. */
  private @Nullable Disk disk(String namespaceName) {
    String type = GENERIC.matcher(namespaceName).matches() ? "nvme-generic" : "block";
    if (type.equals("block") && !DISK.matcher(namespaceName).matches()) {
      return null;
    }
    Path dir = real(sys.resolve("class").resolve(type).resolve(namespaceName));
    return dir == null ? null : disk(dir);
  }

  /** Finds a namespace's disk by the real directory of its block or its generic device. */
  private @Nullable Disk disk(Path dir) {
    Path parent = Objects.requireNonNull(dir.getParent());
    String name = fileName(dir);
    boolean head = fileName(parent).startsWith(SUBSYSTEM_PREFIX);
    if (GENERIC.matcher(name).matches()) {
      String end = name.substring(name.lastIndexOf('n'));
      for (String entry : list(parent, DISK)) {
        if (entry.endsWith(end)) {
          return new Disk(parent, entry, head);
        }
      }
      return null;
    }
    return DISK.matcher(name).matches() ? new Disk(parent, name, head) : null;
  }

  // Paths that users give

  /**
   * Says what a path is: by the device number of the node it leads to, so that nodes and symbolic
   * links of any name will do ({@code /dev/disk/by-id/…}, a node made by hand).
   *
   * @param userPath a path, or the mere name of a device in {@code /dev}
   * @return the device
   * @throws NvmeNoSuchDeviceException if nothing is there, or nothing is behind the node
   * @throws NvmeNotNvmeException if it is something else
   * @throws NvmePermissionException if a directory on the way may not be searched
   * @throws NvmeOpenException if there is no sysfs to look into
   */
  @Override
  public Resolved resolve(String userPath) {
    Path path = toPath(userPath);
    Path node;
    Node stat;
    try {
      node = path.toRealPath();
      stat = nodes.stat(node);
    } catch (AccessDeniedException e) {
      throw new NvmePermissionException(
          userPath, Errno.EACCES, "a directory on the way may not be searched", e);
    } catch (IOException e) {
      throw noSuchDevice(userPath, path, e);
    }
    if (!stat.isCharacter() && !stat.isBlock()) {
      throw new NvmeNotNvmeException(
          userPath, "is a " + stat.words() + ", not an NVMe device", suggestion(userPath));
    }
    Path numbers = sys.resolve("dev").resolve(stat.isBlock() ? "block" : "char");
    if (!Files.isDirectory(numbers)) {
      throw new NvmeOpenException(
          userPath,
          "cannot be looked up, because there is no sysfs at " + sys,
          "Mount it (mount -t sysfs sysfs /sys), or start the container with it.",
          null);
    }
    Path dir = real(numbers.resolve(stat.number()));
    if (dir == null) {
      throw new NvmeNoSuchDeviceException(
          userPath,
          "is a node for " + stat.words() + ", and no device has that number",
          "The drive is gone, or the node was made by hand or for another boot. "
              + suggestion(userPath),
          null);
    }
    Resolved resolved = resolve(userPath, node, stat, dir);
    if (resolved == null) {
      throw new NvmeNotNvmeException(
          userPath,
          "is " + stat.words() + " (" + fileName(dir) + "), not an NVMe device",
          notNvmeRemedy(userPath, dir));
    }
    return resolved;
  }

  private @Nullable Resolved resolve(String given, Path node, Node stat, Path dir) {
    String name = fileName(dir);
    if (stat.isCharacter()) {
      if (CONTROLLER.matcher(name).matches() && classOf(dir).equals("nvme")) {
        return new Resolved(
            given,
            node,
            NodeKind.CONTROLLER,
            Kind.CONTROLLER,
            name,
            0,
            List.of(name),
            null,
            null,
            false);
      }
      if (!GENERIC.matcher(name).matches() || !classOf(dir).equals("nvme-generic")) {
        return null;
      }
      return namespace(given, node, NodeKind.GENERIC, dir);
    }
    if (Files.exists(dir.resolve("partition"))) {
      return namespace(given, node, NodeKind.PARTITION, Objects.requireNonNull(dir.getParent()));
    }
    return namespace(given, node, NodeKind.BLOCK, dir);
  }

  private @Nullable Resolved namespace(String given, Path node, NodeKind nodeKind, Path dir) {
    Disk disk = disk(dir);
    if (disk == null && nodeKind != NodeKind.GENERIC) {
      return null;
    }
    NvmeNamespaceInfo info = disk == null ? null : read(disk);
    if (disk == null || info == null) {
      throw new NvmeNoSuchDeviceException(
          given, "is being removed", "The drive is going away. " + suggestion(given), null);
    }
    return new Resolved(
        given,
        node,
        nodeKind,
        Kind.NAMESPACE,
        info.name(),
        info.nsid(),
        disk.head() ? controllersOf(disk) : List.of(fileName(disk.parent())),
        nodeKind == NodeKind.GENERIC ? node : info.generic(),
        nodeKind == NodeKind.BLOCK ? node : info.block(),
        disk.head());
  }

  private List<String> controllersOf(Disk head) {
    List<String> usable = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (HeadPath path : paths(head)) {
      (path.usable() ? usable : others).add(path.controller());
    }
    usable.addAll(others);
    return usable;
  }

  private Path toPath(String userPath) {
    try {
      Path path = Path.of(userPath);
      if (userPath.isEmpty()) {
        throw noSuchDevice(userPath, path, new NoSuchFileException(userPath));
      }
      if (userPath.indexOf('/') < 0) {
        return dev.resolve(path);
      }
      return !path.isAbsolute() || path.startsWith(root)
          ? path
          : root.resolve(Path.of("/").relativize(path));
    } catch (InvalidPathException e) {
      throw new NvmeNoSuchDeviceException(
          userPath, "is not a path (" + e.getReason() + ")", suggestion(userPath), e);
    }
  }

  private NvmeNoSuchDeviceException noSuchDevice(String given, Path path, IOException cause) {
    String name = path.getFileName() == null ? "" : fileName(path);
    if (HIDDEN_PATH.matcher(name).matches()) {
      return new NvmeNoSuchDeviceException(
          given,
          "is one of several paths to a namespace, and such a path has no node of its own",
          "Use the namespace itself (/dev/"
              + name.replaceFirst("c\\d+", "")
              + "), or the controller.",
          cause);
    }
    String type =
        CONTROLLER.matcher(name).matches()
            ? "nvme"
            : GENERIC.matcher(name).matches() ? "nvme-generic" : "block";
    boolean nvme = !type.equals("block") || DISK.matcher(name).matches();
    if (nvme && Files.exists(sys.resolve("class").resolve(type).resolve(name))) {
      return new NvmeNoSuchDeviceException(
          given,
          "has no node, although the kernel knows " + name,
          "In a container, pass the node in (--device /dev/" + name + "); elsewhere look at udev.",
          cause);
    }
    if (Files.isSymbolicLink(path)) {
      return new NvmeNoSuchDeviceException(
          given,
          "is a symbolic link that leads nowhere" + target(path),
          "The drive is gone. " + suggestion(given),
          cause);
    }
    return new NvmeNoSuchDeviceException(given, "no such device", suggestion(given), cause);
  }

  private static String target(Path link) {
    try {
      return " (" + Files.readSymbolicLink(link) + ")";
    } catch (IOException e) {
      return "";
    }
  }

  private String notNvmeRemedy(String given, Path dir) {
    if (fileName(dir).equals("nvme-fabrics")) {
      return "That node only connects to remote controllers. " + suggestion(given);
    }
    List<String> below = list(dir.resolve("slaves"), Pattern.compile("nvme\\d.*"));
    if (!below.isEmpty()) {
      return "It lies on /dev/" + String.join(" and /dev/", below) + ": name that.";
    }
    return suggestion(given);
  }

  /** Names what there is, of the kind that was probably meant. */
  private String suggestion(String given) {
    List<String> controllers = controllerNames();
    if (controllers.isEmpty()) {
      return "There are no NVMe controllers in "
          + sys.resolve("class/nvme")
          + ": load the driver (modprobe nvme), and see whether this machine, VM or container has"
          + " an NVMe drive at all (lspci -d ::0108).";
    }
    String name = given.substring(given.lastIndexOf('/') + 1);
    if (name.startsWith("ng")) {
      return "NVMe namespaces here: " + nodes(list(sys.resolve("class/nvme-generic"), GENERIC));
    }
    List<String> disks = list(sys.resolve("class/block"), DISK);
    boolean controllerMeant = CONTROLLER.matcher(name).matches() || disks.isEmpty();
    return controllerMeant
        ? "NVMe controllers here: " + nodes(controllers)
        : "NVMe namespaces here: " + nodes(disks);
  }

  private static String nodes(Collection<String> names) {
    if (names.isEmpty()) {
      return "none.";
    }
    StringBuilder text = new StringBuilder();
    names.stream()
        .limit(NAMES_IN_A_MESSAGE)
        .forEach(name -> text.append(text.length() == 0 ? "" : ", ").append("/dev/").append(name));
    int more = names.size() - NAMES_IN_A_MESSAGE;
    return text.append(more > 0 ? " and " + more + " more." : ".").toString();
  }

  /** The device class that a directory's {@code subsystem} link names. */
  private static String classOf(Path dir) {
    try {
      return fileName(Files.readSymbolicLink(dir.resolve("subsystem")));
    } catch (IOException e) {
      return "";
    }
  }

  // Files

  private static String fileName(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static @Nullable Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return null;
    }
  }

  /** Names in a directory, in natural order; those read so far if it vanishes meanwhile. */
  private static List<String> list(Path dir, Pattern pattern) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
      for (Path entry : entries) {
        String name = fileName(entry);
        if (pattern.matcher(name).matches()) {
          names.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Gone, or never there: no names, or no more.
    }
    names.sort(NATURAL);
    return names;
  }

  /** An attribute without surrounding blanks; empty if it does not exist (any more). */
  private static String text(Path attribute) {
    try {
      // Not readString: a drive's model and serial number may hold bytes that are no UTF-8.
      return new String(Files.readAllBytes(attribute), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static long number(Path attribute, long otherwise) {
    try {
      return Long.parseLong(text(attribute));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static int compareNaturally(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int iEnd = digitsEnd(a, i);
      int jEnd = digitsEnd(b, j);
      int order;
      if (iEnd > i && jEnd > j) {
        order = compareNumbers(a.substring(i, iEnd), b.substring(j, jEnd));
        i = iEnd;
        j = jEnd;
      } else {
        order = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int compareNumbers(String a, String b) {
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private static int digitsEnd(String s, int from) {
    int end = from;
    while (end < s.length() && s.charAt(end) >= '0' && s.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
