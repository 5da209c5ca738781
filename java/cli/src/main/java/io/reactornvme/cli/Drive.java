package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.Backend;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One device of the command line: a controller, or a namespace with its controller. Nodes are
 * opened when they are asked for: a user may have access to one and not to the other.
 *
 * <p>For one thread at a time.
 */
final class Drive implements AutoCloseable {

  /** Of the namespace alone, without a partition's number. */
  private static final Pattern NAMESPACE = Pattern.compile("((?:nvme|ng)\\d+n\\d+)(?:p\\d+)?");

  /** All namespaces, where a namespace's identifier is asked for. */
  static final int ALL = 0xFFFFFFFF;

  /** A device that leads nowhere near a namespace, where one is needed. */
  static final class NoNamespaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoNamespaceException(String message) {
      super(message);
    }
  }

  private final Nvme nvme;
  private final String path;
  private final String node;
  private @Nullable NvmeController controller;
  private @Nullable NvmeNamespace namespace;
  private int about;

  Drive(Nvme nvme, String path) {
    this.nvme = nvme;
    this.path = path;
    this.node = node(path);
  }

  /** What a link such as /dev/disk/by-id/nvme-… leads to. */
  private static String node(String path) {
    Path given = Path.of(path);
    try {
      given = given.toRealPath();
    } catch (IOException e) {
      // A name without /dev, an emulated drive, or nothing: the library will say.
    }
    return String.valueOf(given.getFileName());
  }

  /** As it was given. */
  String path() {
    return path;
  }

  /** As nvme-cli names it in its titles: {@code nvme0} or {@code nvme0n1}. */
  String name() {
    return node;
  }

  boolean isNamespace() {
    return NAMESPACE.matcher(node).matches();
  }

  /** The namespace that was asked for last, or 0. */
  int about() {
    return about;
  }

  /** A namespace that an option or the command says. */
  int about(int nsid) {
    about = nsid;
    return nsid;
  }

  NvmeController controller() {
    if (controller == null) {
      controller = nvme.controller(path);
    }
    return controller;
  }

  /** Memory that a drive may be given. */
  NvmeBuffer buffer(int bytes) {
    return nvme.buffer(bytes);
  }

  /** What sysfs said of the controller, if it has been opened. */
  @Nullable NvmeControllerInfo info() {
    return controller == null ? null : controller.info();
  }

  /**
   * The namespace that the device is, or that an option says.
   *
   * @param given the option, or null
   * @return NSID
   * @throws NoNamespaceException if there is neither
   */
  int nsid(@Nullable Long given) {
    return nsidOr(
        given,
        () -> {
          throw new NoNamespaceException(
              "this is no namespace: name one, as " + node + "n1, or say --namespace-id");
        });
  }

  /** The namespace that an option says or the device is; of a controller another value. */
  int nsid(@Nullable Long given, int ofController) {
    return nsidOr(given, () -> ofController);
  }

  private int nsidOr(@Nullable Long given, IntSupplier otherwise) {
    about = given != null && given != 0 ? given.intValue() : nsidOfNode(otherwise);
    return about;
  }

  private int nsidOfNode(IntSupplier otherwise) {
    Matcher form = NAMESPACE.matcher(node);
    if (!form.matches()) {
      return otherwise.getAsInt();
    }
    String name = form.group(1);
    for (NvmeNamespaceInfo info : controller().info().namespaces()) {
      if (DriveArguments.isNamed(info, name)) {
        return info.nsid();
      }
    }
    throw new NoNamespaceException("its controller does not have this namespace any more");
  }

  /**
   * The namespace, for I/O commands. Of a controller the one that the option names.
   *
   * @param given NSID, or null for that of the device
   */
  NvmeNamespace namespace(@Nullable Long given, Access access) {
    if (namespace == null) {
      namespace = nvme.namespace(isNamespace() ? path : namespacePath(nsid(given)), access);
    }
    return namespace;
  }

  /** The controller's namespaces that the kernel has: one, or all for FFFFFFFFh. */
  List<NvmeNamespaceInfo> namespaces(int nsid) {
    return controller().info().namespaces().stream()
        .filter(info -> nsid == ALL || info.nsid() == nsid)
        .toList();
  }

  /**
   * Who uses such a namespace on this host; see {@link NvmeNamespace#uses}. Its node is opened for
   * that.
   */
  Mono<List<String>> uses(NvmeNamespaceInfo info) {
    return Mono.using(
        () -> nvme.namespace(DriveArguments.node(info), Access.READ_ONLY),
        NvmeNamespace::uses,
        NvmeNamespace::dispose);
  }

  private String namespacePath(int nsid) {
    return controller().info().namespaces().stream()
        .filter(info -> info.nsid() == nsid)
        .findFirst()
        .map(DriveArguments::node)
        .orElseThrow(
            () ->
                new NoNamespaceException(
                    "the kernel has no namespace "
                        + Integer.toUnsignedString(nsid)
                        + " of this controller"));
  }

  /** The node that was opened last. */
  @Nullable Backend backend() {
    if (namespace != null) {
      return namespace.backend();
    }
    return controller == null ? null : controller.backend();
  }

  @Override
  public void close() {
    if (controller != null) {
      controller.dispose();
    }
    if (namespace != null) {
      namespace.dispose();
    }
  }
}
