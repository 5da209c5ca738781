package io.reactornvme.spec;

import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the protection information of a namespace's blocks looks, and the host's part of it: to
 * {@link #generate} it for data to be written, to {@link #check} it on data that was read.
 *
 * <p>With each logical block go 8 bytes (16-bit guard) or 16 bytes (64-bit guard), big-endian, as
 * the first or the last of its metadata:
 *
 * <pre>
 *   16-bit guard     0 guard       2 application tag    4 storage and reference tag      8
 *   64-bit guard     0 guard       8 application tag   10 storage and reference tag     16
 * </pre>
 *
 * <p>The guard is a CRC of the block's data and of the metadata before it. The storage tag takes
 * the upper bits of the space it shares. Types 1 and 2 count the reference tag up with each block,
 * and take an application tag of FFFFh for "not checked"; type 3 leaves the reference tag alone,
 * and wants it all ones as well for that.
 *
 * <p>Immutable and thread-safe. Computing costs a table look-up for each byte of the data.
 *
 * @param type Protection Information Type (bits 2:0 of DPS), 1 to 3
 * @param guard the width of the guard
 * @param storageTagSize bits of the storage tag (STS), 0 to 32 or 48
 * @param dataSize bytes of data in a logical block
 * @param metadataSize bytes of metadata with each, at least those of the guard's format
 * @param inFirstBytes whether it is the first bytes of the metadata, else the last
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     5.3, End-to-end Data Protection</a>
 */
public record ProtectionInformation(
    int type,
    Guard guard,
    int storageTagSize,
    int dataSize,
    int metadataSize,
    boolean inFirstBytes) {

  private static final int NOT_CHECKED = 0xFFFF;

  /** The formats of protection information that this class computes. */
  public enum Guard {
    /** 16b Guard Protection Information: CRC-16 T10-DIF, 8 bytes with each block. */
    CRC16(8, 2),
    /** 64b Guard Protection Information: CRC-64/NVME, 16 bytes with each block. */
    CRC64(16, 8);

    private final int size;
    private final int guardSize;

    Guard(int size, int guardSize) {
      this.size = size;
      this.guardSize = guardSize;
    }

    /**
     * The protection information of one block.
     *
     * @return bytes
     */
    public int size() {
      return size;
    }

    /** Bits that the storage and the reference tag share. */
    int space() {
      return (size - guardSize - 2) * 8;
    }

    long read(ByteBuffer buffer, int at) {
      return this == CRC16 ? buffer.getShort(at) & 0xFFFF : buffer.getLong(at);
    }

    void write(ByteBuffer buffer, int at, long crc) {
      if (this == CRC16) {
        buffer.putShort(at, (short) crc);
      } else {
        buffer.putLong(at, crc);
      }
    }
  }

  /**
   * What the tags of a range are.
   *
   * @param startingLba logical block address of the first block
   * @param referenceTag of the first block; bits beyond its size are not used
   * @param applicationTag of all blocks, 16 bits
   * @param storageTag of all blocks; bits beyond its size are not used
   */
  public record Tags(long startingLba, long referenceTag, int applicationTag, long storageTag) {

    /**
     * Tags as type 1 has them: the reference tag is the logical block address.
     *
     * @param startingLba logical block address of the first block
     * @return the tags, with application and storage tag 0
     */
    public static Tags at(long startingLba) {
      return new Tags(startingLba, startingLba, 0, 0);
    }
  }

  /**
   * What is compared; the tags by the expected ones.
   *
   * @param guard whether the guard is
   * @param applicationTagMask which bits of the application tag are; 0 for none
   * @param referenceTag whether the reference tag is (never with type 3)
   * @param storageTag whether the storage tag is
   */
  public record Checks(
      boolean guard, int applicationTagMask, boolean referenceTag, boolean storageTag) {

    /** Everything. */
    public static final Checks ALL = new Checks(true, 0xFFFF, true, true);
  }

  /**
   * Checks the numbers.
   *
   * @param type Protection Information Type (bits 2:0 of DPS), 1 to 3
   * @param guard the width of the guard
   * @param storageTagSize bits of the storage tag (STS), 0 to 32 or 48
   * @param dataSize bytes of data in a logical block
   * @param metadataSize bytes of metadata with each, at least those of the guard's format
   * @param inFirstBytes whether it is the first bytes of the metadata, else the last
   * @throws IllegalArgumentException if one is out of range, or the metadata is too small
   */
  public ProtectionInformation {
    require(type >= 1 && type <= 3, "the type is 1 to 3, not " + type);
    require(
        storageTagSize >= 0 && storageTagSize <= guard.space(),
        "the storage tag has 0 to " + guard.space() + " bits, not " + storageTagSize);
    require(dataSize > 0, "a block has data, not " + dataSize + " bytes");
    require(
        metadataSize >= guard.size(),
        "the metadata has at least " + guard.size() + " bytes, not " + metadataSize);
  }

  /**
   * That of a namespace whose formats have no extensions, so with a 16-bit guard.
   *
   * @param namespace what Identify said
   * @return empty if the namespace has none
   */
  public static Optional<ProtectionInformation> of(IdentifyNamespace namespace) {
    return of(namespace, new ExtendedLbaFormat(0));
  }

  /**
   * That of a namespace.
   *
   * @param namespace what Identify said
   * @param extension of the LBA format in use: {@link
   *     NvmCommandSetIdentifyNamespace#extendedLbaFormat}
   * @return empty if the namespace has none
   * @throws IllegalArgumentException if its guard has another width than 16 or 64 bits
   */
  public static Optional<ProtectionInformation> of(
      IdentifyNamespace namespace, ExtendedLbaFormat extension) {
    var settings = namespace.endToEndDataProtectionTypeSettings();
    if (settings.protectionInformationType() == 0) {
      return Optional.empty();
    }
    Guard guard =
        switch (guardBits(extension)) {
          case 16 -> Guard.CRC16;
          case 64 -> Guard.CRC64;
          default ->
              throw new IllegalArgumentException(
                  "protection information with 16 and 64-bit guards is computed, not that of "
                      + extension);
        };
    return Optional.of(
        new ProtectionInformation(
            settings.protectionInformationType(),
            guard,
            extension.storageTagSize(),
            namespace.logicalBlockSize(),
            namespace.metadataSize(),
            settings.firstBytes()));
  }

  /**
   * How wide the guard of an LBA format is: its Protection Information Format (PIF), or where that
   * says so the qualified one (QPIF).
   *
   * @param extension of the LBA format
   * @return bits: 16, 32 or 64; 0 if the format is a reserved value
   */
  public static int guardBits(ExtendedLbaFormat extension) {
    int format = extension.protectionInformationFormat();
    return switch (format == 3 ? extension.qualifiedProtectionInformationFormat() : format) {
      case 0 -> 16;
      case 1 -> 32;
      case 2 -> 64;
      default -> 0;
    };
  }

  /**
   * Puts the protection information of blocks into their metadata. The rest of the metadata stays
   * as it is, and what lies before the protection information is covered by the guard.
   *
   * @param data the blocks, from position to limit; with {@code metadata} null each is followed by
   *     its metadata (extended logical blocks)
   * @param metadata the metadata of all blocks, from its position on, or null
   * @param tags the tags
   * @throws IllegalArgumentException if the data is no whole number of blocks, or the metadata less
   *     than they have
   */
  public void generate(ByteBuffer data, @Nullable ByteBuffer metadata, Tags tags) {
    Blocks blocks = new Blocks(data, metadata);
    for (int i = 0; i < blocks.count; i++) {
      int at = blocks.tuple(i);
      guard.write(blocks.metadata, at, blocks.crc(i));
      blocks.metadata.putShort(at + guard.guardSize, (short) tags.applicationTag());
      long space = space(tags, i);
      for (int b = guard.space() / 8 - 1; b >= 0; b--) {
        blocks.metadata.put(at + guard.guardSize + 2 + b, (byte) space);
        space >>>= 8;
      }
    }
  }

  /**
   * Compares the protection information of blocks. Those whose tags say so (application tag FFFFh;
   * with type 3 the reference tag all ones, too) are passed over, as drives do.
   *
   * @param data as for {@link #generate}
   * @param metadata as for {@link #generate}
   * @param tags what the tags should be
   * @param checks what is compared
   * @throws ProtectionInformationException at the first difference: first the guard, then the
   *     storage, the application and the reference tag of each block in turn
   * @throws IllegalArgumentException as for {@link #generate}
   */
  public void check(ByteBuffer data, @Nullable ByteBuffer metadata, Tags tags, Checks checks) {
    Blocks blocks = new Blocks(data, metadata);
    for (int i = 0; i < blocks.count; i++) {
      int at = blocks.tuple(i);
      int applicationTag = blocks.metadata.getShort(at + guard.guardSize) & 0xFFFF;
      long space = 0;
      for (int b = 0; b < guard.space() / 8; b++) {
        space = space << 8 | (blocks.metadata.get(at + guard.guardSize + 2 + b) & 0xFF);
      }
      if (applicationTag == NOT_CHECKED
          && (type != 3 || (space & referenceMask()) == referenceMask())) {
        continue;
      }
      long lba = tags.startingLba() + i;
      if (checks.guard()) {
        compare(
            lba,
            ProtectionInformationException.Tag.GUARD,
            blocks.crc(i),
            guard.read(blocks.metadata, at));
      }
      long expected = space(tags, i);
      if (checks.storageTag()) {
        compare(
            lba,
            ProtectionInformationException.Tag.STORAGE_TAG,
            storageTag(expected),
            storageTag(space));
      }
      int mask = checks.applicationTagMask() & 0xFFFF;
      compare(
          lba,
          ProtectionInformationException.Tag.APPLICATION_TAG,
          tags.applicationTag() & mask,
          applicationTag & mask);
      if (checks.referenceTag() && type != 3) {
        compare(
            lba,
            ProtectionInformationException.Tag.REFERENCE_TAG,
            expected & referenceMask(),
            space & referenceMask());
      }
    }
  }

  /**
   * The storage and reference tag of the first block as a command carries them: LBST and ILBRT of
   * Write, ELBST and EILBRT of Read, Compare and Verify.
   *
   * @param tags the tags
   * @return with a 16-bit guard 32 bits, for CDW14; with a 64-bit guard 48 bits, the upper 16 for
   *     CDW3
   */
  public long commandTags(Tags tags) {
    return space(tags, 0);
  }

  private long space(Tags tags, int block) {
    long reference = tags.referenceTag() + (type == 3 ? 0 : block);
    int bits = guard.space() - storageTagSize;
    long storage = storageTagSize == 0 ? 0 : tags.storageTag() & ones(storageTagSize);
    return storage << bits | (reference & referenceMask());
  }

  private long referenceMask() {
    return ones(guard.space() - storageTagSize);
  }

  private long storageTag(long space) {
    return space >>> (guard.space() - storageTagSize);
  }

  private static long ones(int bits) {
    return (1L << bits) - 1;
  }

  private static void compare(
      long lba, ProtectionInformationException.Tag tag, long expected, long found) {
    if (expected != found) {
      throw new ProtectionInformationException(lba, tag, expected, found);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Where things are. */
  private final class Blocks {

    private final ByteBuffer data;
    private final ByteBuffer metadata;
    private final int stride;
    private final int metadataStart;
    private final int metadataStride;
    private final int count;

    Blocks(ByteBuffer given, @Nullable ByteBuffer apart) {
      data = given.slice();
      stride = apart == null ? dataSize + metadataSize : dataSize;
      count = data.capacity() / stride;
      require(
          data.capacity() % stride == 0,
          data.capacity() + " bytes are no whole number of blocks of " + stride);
      metadata = (apart == null ? given : apart).slice().order(ByteOrder.BIG_ENDIAN);
      metadataStart = apart == null ? dataSize : 0;
      metadataStride = apart == null ? stride : metadataSize;
      require(
          apart == null || metadata.capacity() >= (long) count * metadataSize,
          count
              + " blocks have "
              + (long) count * metadataSize
              + " bytes of metadata, not "
              + metadata.capacity());
    }

    int metadata(int block) {
      return metadataStart + block * metadataStride;
    }

    int tuple(int block) {
      return metadata(block) + (inFirstBytes ? 0 : metadataSize - guard.size());
    }

    long crc(int block) {
      int before = inFirstBytes ? 0 : metadataSize - guard.size();
      if (guard == Guard.CRC16) {
        int crc = Crc.t10Dif(0, data, block * stride, dataSize);
        return Crc.t10Dif(crc, metadata, metadata(block), before);
      }
      long crc = Crc.nvme64(0, data, block * stride, dataSize);
      return Crc.nvme64(crc, metadata, metadata(block), before);
    }
  }
}
