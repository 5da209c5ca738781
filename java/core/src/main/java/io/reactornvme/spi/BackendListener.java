package io.reactornvme.spi;

/**
 * Hears of what happens to an {@link NvmeBackend}'s controllers, for {@code Nvme.events()}. Its
 * methods may be called on any thread, with locks held: they keep nobody waiting.
 */
public interface BackendListener {

  /**
   * {@link NvmeBackend#controllers()} may say something else than before: controllers or namespaces
   * came or went, or are different. What changes and changes back before it is asked is not seen.
   */
  void changed();

  /**
   * A controller is gone, even if it is back before {@link NvmeBackend#controllers()} is asked.
   *
   * @param controller its name, such as {@code nvme0}
   */
  void removed(String controller);

  /**
   * A controller was reset, and takes commands again.
   *
   * @param controller its name, such as {@code nvme0}
   */
  void restarted(String controller);

  /**
   * A controller has an asynchronous event for its host (NVM Express Base Specification,
   * Asynchronous Event Request).
   *
   * @param controller its name, such as {@code nvme0}
   * @param dword0 the 32 bits of the completion's dword 0
   */
  void asynchronousEvent(String controller, int dword0);
}
