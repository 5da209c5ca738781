package io.reactornvme.emulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Protection information of a namespace: how it lies in the metadata, and how it is made and
 * checked (NVM Command Set Specification 1.1, section 5.3). There are no storage tags.
 *
 * <p>Nothing of {@link io.reactornvme.spec.ProtectionInformation} is used, although it does much of
 * the same for hosts: a drive that computes with its host's code finds its host's mistakes right.
 *
 * @param type 1 to 3
 * @param first whether it is in the first bytes of the metadata, not the last
 * @param guard64 the 64b Guard format, 16 bytes; else the 16b Guard format, 8 bytes
 */
record Protection(int type, boolean first, boolean guard64) {

  private static final int GUARD_CHECK = 4;
  private static final int APPLICATION_CHECK = 2;
  private static final int REFERENCE_CHECK = 1;
  private static final int ANY_APPLICATION = 0xFFFF;

  /**
   * What a command says of it.
   *
   * @param action PRACT: the controller makes it, or takes it away
   * @param check PRCHK, bits of what is to be checked
   * @param reference (E)ILBRT, the tag of the first block
   * @param application (E)LBAT
   * @param mask (E)LBATM, the bits of it that count
   */
  record Tags(boolean action, int check, long reference, int application, int mask) {

    /** Of a command that has PRINFO in bits 29:26 of dword 12. */
    static Tags of(EmulatedCommand c) {
      return of(c, c.bits(12, 29, 26));
    }

    static Tags of(EmulatedCommand c, int prinfo) {
      long reference = (c.cdw(14) & 0xFFFF_FFFFL) | (c.cdw(3) & 0xFFFFL) << 32;
      return new Tags(
          (prinfo & 8) != 0, prinfo & 7, reference, c.bits(15, 15, 0), c.bits(15, 31, 16));
    }
  }

  /** DPS and Format NVM: the type in bits 2:0, bit 3 for the first bytes. Null for none. */
  static @Nullable Protection of(ControllerSpec.Format format, int dps) {
    int type = dps & 7;
    if (type == 0) {
      return null;
    }
    Protection p = new Protection(type, (dps & 8) != 0, format.guard64());
    if (type > 3 || p.size() > format.metadata()) {
      throw CommandFailure.at(Status.INVALID_FORMAT, 10, 5);
    }
    return p;
  }

  /** DPS. */
  int settings() {
    return type | (first ? 8 : 0);
  }

  int size() {
    return guard64 ? 16 : 8;
  }

  /** Where it is in metadata of a size. */
  int offset(int metadataSize) {
    return first ? 0 : metadataSize - size();
  }

  private long referenceMask() {
    return guard64 ? 0xFFFF_FFFF_FFFFL : 0xFFFF_FFFFL;
  }

  private boolean counts() {
    return type != 3;
  }

  /**
   * Of a source range of Copy in format 1h: ten bytes, the highest first as in the protection
   * information itself; without storage tags the last six count.
   */
  static long reference(byte[] range, int offset) {
    return big(range, offset + 4, 6);
  }

  /** Whether what the command says goes with the type, and with its first block. */
  void checkFields(Tags tags, long lba) {
    if ((tags.check & REFERENCE_CHECK) == 0) {
      return;
    }
    boolean fits = type != 1 || ((tags.reference ^ lba) & referenceMask()) == 0;
    if (type == 3 || !fits) {
      throw CommandFailure.at(Status.INVALID_PROTECTION_INFORMATION, type == 3 ? 12 : 14, 0);
    }
  }

  /** Checks the protection information of some blocks. */
  void check(Tags tags, byte[] data, byte[] metadata, Shape shape, long lba) {
    long reference = tags.reference & referenceMask();
    for (int i = 0; i < shape.blocks(data); i++) {
      int at = i * shape.metadata + offset(shape.metadata);
      int application = (int) big(metadata, at + guardSize(), 2);
      long stored = big(metadata, at + guardSize() + 2, referenceSize());
      boolean exempt = application == ANY_APPLICATION && (type != 3 || stored == referenceMask());
      if (!exempt) {
        long block = lba + i;
        expect(
            tags.check & GUARD_CHECK,
            big(metadata, at, guardSize()) == guard(data, metadata, shape, i),
            Status.GUARD_CHECK_ERROR,
            block);
        expect(
            tags.check & APPLICATION_CHECK,
            ((application ^ tags.application) & tags.mask) == 0,
            Status.APPLICATION_TAG_CHECK_ERROR,
            block);
        expect(
            tags.check & REFERENCE_CHECK,
            stored == reference,
            Status.REFERENCE_TAG_CHECK_ERROR,
            block);
      }
      reference = next(reference);
    }
  }

  private static void expect(int asked, boolean right, int status, long lba) {
    if (asked != 0 && !right) {
      throw CommandFailure.lba(status, lba);
    }
  }

  /** The tags of a block further on. */
  Tags after(Tags tags, int blocks) {
    long reference = counts() ? tags.reference + blocks : tags.reference;
    return new Tags(tags.action, tags.check, reference, tags.application, tags.mask);
  }

  private long next(long reference) {
    return counts() ? reference + 1 & referenceMask() : reference;
  }

  /** Makes the protection information of some blocks, in their metadata. */
  void insert(Tags tags, byte[] data, byte[] metadata, Shape shape) {
    long reference = tags.reference & referenceMask();
    for (int i = 0; i < shape.blocks(data); i++) {
      int at = i * shape.metadata + offset(shape.metadata);
      putBig(metadata, at, guardSize(), guard(data, metadata, shape, i));
      putBig(metadata, at + guardSize(), 2, tags.application);
      putBig(metadata, at + guardSize() + 2, referenceSize(), reference);
      reference = next(reference);
    }
  }

  /** Zone Append with PIREMAP: the reference tags go with the place that was chosen. */
  void remap(byte[] metadata, Shape shape, long by) {
    for (int at = offset(shape.metadata); at < metadata.length; at += shape.metadata) {
      int tag = at + guardSize() + 2;
      putBig(metadata, tag, referenceSize(), big(metadata, tag, referenceSize()) + by);
    }
  }

  /** All ones where the protection information is, and the rest as it was: done twice, nothing. */
  void invert(byte[] metadata, int metadataSize) {
    for (int at = offset(metadataSize); at < metadata.length; at += metadataSize) {
      for (int i = 0; i < size(); i++) {
        metadata[at + i] ^= (byte) 0xFF;
      }
    }
  }

  /** Sets it to one value in all of the metadata. */
  void fill(byte[] metadata, int metadataSize, int value) {
    for (int at = offset(metadataSize); at < metadata.length; at += metadataSize) {
      Arrays.fill(metadata, at, at + size(), (byte) value);
    }
  }

  /** Bytes of a block, and of its metadata. */
  record Shape(int data, int metadata) {
    int blocks(byte[] bytes) {
      return bytes.length / data;
    }
  }

  private int guardSize() {
    return guard64 ? 8 : 2;
  }

  private int referenceSize() {
    return guard64 ? 6 : 4;
  }

  /** Of the data, and of the metadata before the protection information. */
  private long guard(byte[] data, byte[] metadata, Shape shape, int block) {
    int before = block * shape.metadata;
    int length = offset(shape.metadata);
    if (guard64) {
      long crc = Crc.nvme64(~0L, data, block * shape.data, shape.data);
      return ~Crc.nvme64(crc, metadata, before, length);
    }
    int crc = Crc.t10dif(0, data, block * shape.data, shape.data);
    return Crc.t10dif(crc, metadata, before, length);
  }

  private static long big(byte[] from, int offset, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (from[offset + i] & 0xFF);
    }
    return value;
  }

  private static void putBig(byte[] to, int offset, int size, long value) {
    for (int i = 0; i < size; i++) {
      to[offset + i] = (byte) (value >>> (8 * (size - 1 - i)));
    }
  }
}
