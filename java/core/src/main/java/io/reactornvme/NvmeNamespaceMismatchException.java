package io.reactornvme;

/**
 * The NSID of an I/O command is not that of the node it was sent to. The kernel would answer
 * EINVAL, also for the broadcast value 0xFFFFFFFF.
 */
public final class NvmeNamespaceMismatchException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  /** The command's NSID. */
  private final int commandNsid;

  /** The node's NSID. */
  private final int nodeNsid;

  NvmeNamespaceMismatchException(String device, int commandNsid, int nodeNsid) {
    super(
        device,
        "the command names namespace "
            + words(commandNsid)
            + ", but this node is namespace "
            + words(nodeNsid),
        "Nothing was sent. Set the command's NSID to "
            + words(nodeNsid)
            + ", or send it to the node of the namespace it names.");
    this.commandNsid = commandNsid;
    this.nodeNsid = nodeNsid;
  }

  private static String words(int nsid) {
    return nsid == 0xFFFFFFFF ? "0xffffffff (all)" : Integer.toUnsignedString(nsid);
  }

  /**
   * The NSID in the command.
   *
   * @return unsigned 32-bit number
   */
  public int commandNsid() {
    return commandNsid;
  }

  /**
   * The NSID of the node.
   *
   * @return unsigned 32-bit number
   */
  public int nodeNsid() {
    return nodeNsid;
  }
}
