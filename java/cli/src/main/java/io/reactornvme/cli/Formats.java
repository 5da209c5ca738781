package io.reactornvme.cli;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaFormat;

/** LBA formats as they are named on a command line. */
final class Formats {

  private Formats() {}

  /**
   * The first format with blocks of a size and without metadata, as nvme-cli takes it.
   *
   * @throws IllegalArgumentException if there is none
   */
  static int ofBlocks(IdentifyNamespace id, long bytes) {
    return id.lbaFormats().stream()
        .filter(format -> format.dataSize() == bytes && format.metadataSize() == 0)
        .mapToInt(LbaFormat::index)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no LBA format with blocks of "
                        + bytes
                        + " bytes and no metadata: see id-ns -H, and say which by its index"));
  }
}
