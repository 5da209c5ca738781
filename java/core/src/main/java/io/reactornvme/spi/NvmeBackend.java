package io.reactornvme.spi;

import io.reactornvme.Access;
import io.reactornvme.NvmeControllerInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A world of controllers in place of this host's, given to {@code Nvme.builder().backend(...)}.
 * With one, no native code is loaded, and no file of the system is looked at.
 *
 * <p>Implementations are thread-safe. They may serve several {@code Nvme} at once.
 */
public interface NvmeBackend {

  /**
   * Says what this is, for people.
   *
   * @return for example {@code emulated, seed 42}; it becomes the reason in {@code Backend}
   */
  String description();

  /**
   * The controllers there are now, with their namespaces: what discovery finds, and by what names
   * devices can be opened.
   *
   * @return the controllers in natural order of their names; paths and names in the forms that
   *     Linux gives them ({@code /dev/nvme0}, {@code nvme0n1}, {@code /dev/ng0n1})
   */
  List<NvmeControllerInfo> controllers();

  /**
   * One of {@link #controllers()}. Called for each device that is opened: a backend of many drives
   * finds it without making the list.
   *
   * @param name the controller's name, such as {@code nvme0}
   * @return the controller as it is now; empty if there is none of that name
   */
  default Optional<NvmeControllerInfo> find(String name) {
    return controllers().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * Who uses a namespace, so that commands which destroy its data are refused unless they are
   * forced.
   *
   * @param namespace its name, such as {@code nvme0n1}
   * @return sentences for people, such as {@code nvme0n1 is mounted at /srv}; empty for nobody
   */
  default List<String> uses(String namespace) {
    return List.of();
  }

  /**
   * Somebody wants to hear of what comes, goes and happens, until {@link #unwatch}. A backend whose
   * controllers never change need not do anything.
   *
   * @param listener is told from now on
   */
  default void watch(BackendListener listener) {}

  /**
   * The end of {@link #watch}. A call under way may still come.
   *
   * @param listener as it was given
   */
  default void unwatch(BackendListener listener) {}

  /**
   * Opens a controller or a namespace. Must not block.
   *
   * @param controller the controller's name, such as {@code nvme0}
   * @param nsid 0 for the controller's own node, else the namespace
   * @param access how the node is opened
   * @return the open device
   * @throws IOException if it cannot be opened, being gone for instance
   */
  BackendDevice open(String controller, int nsid, Access access) throws IOException;
}
