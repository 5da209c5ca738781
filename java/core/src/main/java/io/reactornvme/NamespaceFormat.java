package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import io.reactornvme.spec.ProtectionInformation;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace's blocks are made of, as the drive tells.
 *
 * @param dataSize bytes; 0 if the namespace is not there, or has no valid format
 * @param metadataSize bytes with each block
 * @param extended whether the metadata is inside the data
 * @param protectionType 1 to 3, 0 for none
 * @param protectionSize bytes of the metadata that are protection information; 0 for none, or if it
 *     is of a kind that nobody knows
 * @param protection how to compute it; null for none, or if the library does not know how
 */
record NamespaceFormat(
    IdentifyNamespace id,
    int dataSize,
    int metadataSize,
    boolean extended,
    int protectionType,
    int protectionSize,
    @Nullable ProtectionInformation protection) {

  static NamespaceFormat of(IdentifyNamespace id, ExtendedLbaFormat extension) {
    int type = id.endToEndDataProtectionTypeSettings().protectionInformationType();
    int guard = type == 0 ? 0 : ProtectionInformation.guardBits(extension);
    return new NamespaceFormat(
        id,
        id.logicalBlockSize(),
        id.metadataSize(),
        id.metadataSize() > 0 && id.metadataTransferredAsExtendedLba(),
        type,
        guard == 0 ? 0 : guard == 16 ? 8 : 16,
        guard == 16 || guard == 64 ? ProtectionInformation.of(id, extension).orElse(null) : null);
  }

  /** This, if the typed commands can work with it. */
  NamespaceFormat orRefuse(String path) {
    if (dataSize == 0) {
      throw new NvmeRefusedException(
          path,
          "the drive says that the namespace is not there, or has no valid format",
          "Nothing was sent. Discover again, or format it.");
    }
    if (protectionType != 0 && protection == null) {
      throw new NvmeRefusedException(
          path,
          "the namespace's protection information has a guard of neither 16 nor 64 bits",
          "Nothing was sent. Use ioCmd, and say the tags as that format has them.");
    }
    return this;
  }

  /** Metadata that is protection information and nothing else does not travel with PRACT. */
  private boolean stripped(boolean pract) {
    return pract && protectionSize > 0 && metadataSize == protectionSize;
  }

  /**
   * Bytes of a block in the data.
   *
   * @param pract whether the command says it
   */
  int inData(boolean pract) {
    return dataSize + (extended && !stripped(pract) ? metadataSize : 0);
  }

  /**
   * Bytes of a block's metadata in a buffer of its own. That buffer is there even if nobody wants
   * the metadata: a drive without one would write to address 0.
   *
   * @param pract whether the command says it
   */
  int apart(boolean pract) {
    return extended || stripped(pract) ? 0 : metadataSize;
  }
}
