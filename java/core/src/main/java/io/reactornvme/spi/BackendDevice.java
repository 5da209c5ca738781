package io.reactornvme.spi;

/**
 * An open node of an {@link NvmeBackend}.
 *
 * <p>{@link #submit} is called from one thread at a time, the ring's; {@link #close} once, when no
 * command is under way.
 */
public interface BackendDevice {

  /**
   * Takes a command. Must not block: whatever takes time is done elsewhere. Each command is to be
   * completed once, now or later, from any thread; the subscriber may have left meanwhile, the
   * command's memory is there until it is completed.
   *
   * @param command the command
   */
  void submit(BackendCommand command);

  /** Gives back what the device holds. */
  void close();
}
