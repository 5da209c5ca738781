package io.reactornvme;

/** A command that changes data was refused because the node had been opened for reading alone. */
public final class NvmeReadOnlyException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  NvmeReadOnlyException(String device, String command) {
    super(
        device,
        command + " changes data, and the node was opened read-only",
        "Nothing was sent. Open it with Access.READ_WRITE, or say force() in the command.");
  }
}
