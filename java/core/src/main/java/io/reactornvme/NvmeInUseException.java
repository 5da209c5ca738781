package io.reactornvme;

import java.util.List;

/**
 * A command that destroys data was refused because somebody uses the namespace: it is mounted, is
 * swap space, is part of a RAID or a volume group, or has been opened exclusively.
 */
public final class NvmeInUseException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  /** Serializable: it is of {@link List#copyOf}. */
  @SuppressWarnings("serial")
  private final List<String> uses;

  NvmeInUseException(String device, String action, List<String> uses) {
    super(
        device,
        action + " would destroy data in use: " + String.join("; ", uses),
        "Nothing was sent. Unmount or release it first; if the data may be lost under its user,"
            + " say force().");
    this.uses = List.copyOf(uses);
  }

  /**
   * Who uses it.
   *
   * @return one or more sentences for people, such as {@code nvme0n1p1 is mounted at /srv}
   */
  public List<String> uses() {
    return uses;
  }
}
