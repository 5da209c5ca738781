package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a namespace is to be like: the host software specified fields of Namespace Management (NVM
 * Express Base Specification 2.1, section 5.1.21, Namespace Management; NVM Command Set
 * Specification 1.1, section 4.1.6). What is not set is zero, which leaves it to the drive.
 *
 * <p>Immutable; each setter returns a copy.
 */
public final class NamespaceCreation {

  private static final int BYTES = 4096;
  private static final int MOST_HANDLES = 128;

  // The bytes themselves, in the drive's layout: each setter writes its field into a copy.
  private final ByteBuffer fields;
  private final int csi;

  private NamespaceCreation(ByteBuffer fields, int csi) {
    this.fields = fields;
    this.csi = csi;
  }

  /**
   * A private namespace of this size in LBA format 0 of the NVM command set, without protection
   * information.
   *
   * @param size Namespace Size (NSZE): logical blocks, unsigned, not 0
   * @param capacity Namespace Capacity (NCAP): logical blocks, unsigned, not 0 and not more than
   *     the size; less than it is thin provisioning
   * @return the description
   * @throws IllegalArgumentException if a number is out of range
   */
  public static NamespaceCreation of(long size, long capacity) {
    if (size == 0 || capacity == 0 || Long.compareUnsigned(capacity, size) > 0) {
      throw new IllegalArgumentException(
          "the size is at least 1 logical block and the capacity 1 to the size, not "
              + Long.toUnsignedString(size)
              + " and "
              + Long.toUnsignedString(capacity));
    }
    return new NamespaceCreation(
        ByteBuffer.allocate(BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, size)
            .putLong(8, capacity),
        0);
  }

  /**
   * The size and place of data and metadata in a block: Formatted LBA Size (FLBAS).
   *
   * @param index index of the LBA format, 0 to 63; see {@link IdentifyNamespace#lbaFormats()} and
   *     {@link LbaFormat#index()}
   * @param extendedLba whether metadata lie behind the data of each block, and not in a buffer of
   *     their own
   * @return a copy
   * @throws IllegalArgumentException if the index is out of range
   */
  public NamespaceCreation lbaFormat(int index, boolean extendedLba) {
    check("index of an LBA format", index, 63);
    return with(
        copy().put(26, (byte) ((index & 0xF) | (extendedLba ? 0x10 : 0) | (index & 0x30) << 1)));
  }

  /**
   * Protection information: End-to-end Data Protection Type Settings (DPS).
   *
   * @param type Protection Information Type (bits 2:0 of DPS): 0 for none, or 1 to 3
   * @param firstBytes whether it is in the first bytes of the metadata, and not in the last
   * @return a copy
   * @throws IllegalArgumentException if the type is out of range
   */
  public NamespaceCreation protectionInformation(int type, boolean firstBytes) {
    check("type of protection information", type, 3);
    return with(copy().put(29, (byte) (type | (firstBytes ? 8 : 0))));
  }

  /**
   * Whether several controllers may have the namespace at a time: Namespace Multi-path I/O and
   * Namespace Sharing Capabilities (NMIC).
   *
   * @param byManyControllers false for a private namespace
   * @return a copy
   */
  public NamespaceCreation shared(boolean byManyControllers) {
    return with(copy().put(30, (byte) (byManyControllers ? 1 : 0)));
  }

  /**
   * The ANA group: ANA Group Identifier (ANAGRPID).
   *
   * @param identifier 0 to 4294967295; 0 leaves it to the drive
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NamespaceCreation anaGroup(long identifier) {
    check("ANA group identifier", identifier, 0xFFFF_FFFFL);
    return with(copy().putInt(92, (int) identifier));
  }

  /**
   * The NVM Set: NVM Set Identifier (NVMSETID).
   *
   * @param identifier 0 to 65535; 0 leaves it to the drive
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NamespaceCreation nvmSet(int identifier) {
    check("NVM Set identifier", identifier, 0xFFFF);
    return with(copy().putShort(100, (short) identifier));
  }

  /**
   * The Endurance Group: Endurance Group Identifier (ENDGID).
   *
   * @param identifier 0 to 65535; 0 leaves it to the drive
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NamespaceCreation enduranceGroup(int identifier) {
    check("Endurance Group identifier", identifier, 0xFFFF);
    return with(copy().putShort(102, (short) identifier));
  }

  /**
   * The I/O command set: Command Set Identifier (CSI).
   *
   * @param identifier 0 to 255: 0 NVM, 2 Zoned Namespace
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NamespaceCreation commandSet(int identifier) {
    check("command set identifier", identifier, 0xFF);
    return new NamespaceCreation(fields, identifier);
  }

  /**
   * The bits of a storage tag that are checked: Logical Block Storage Tag Mask (LBSTM).
   *
   * @param mask 64 bits
   * @return a copy
   */
  public NamespaceCreation logicalBlockStorageTagMask(long mask) {
    return with(copy().putLong(384, mask));
  }

  /**
   * Where Flexible Data Placement puts what is written: for each placement handle of the namespace,
   * in order, its reclaim unit handle (NPHNDLS and the Placement Handle list).
   *
   * @param reclaimUnitHandles 0 to 128 identifiers (RUHID) of 0 to 65535
   * @return a copy
   * @throws IllegalArgumentException if there are more, or one is out of range
   */
  public NamespaceCreation placementHandles(List<Integer> reclaimUnitHandles) {
    check("number of placement handles", reclaimUnitHandles.size(), MOST_HANDLES);
    ByteBuffer to = copy().putShort(392, (short) reclaimUnitHandles.size());
    to.put(512, new byte[2 * MOST_HANDLES]);
    for (int i = 0; i < reclaimUnitHandles.size(); i++) {
      check("reclaim unit handle", reclaimUnitHandles.get(i), 0xFFFF);
      to.putShort(512 + 2 * i, reclaimUnitHandles.get(i).shortValue());
    }
    return with(to);
  }

  /** The data of Namespace Management. */
  ByteBuffer fields() {
    return fields.asReadOnlyBuffer();
  }

  int commandSet() {
    return csi;
  }

  private ByteBuffer copy() {
    int size = fields.capacity();
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(0, fields, 0, size);
  }

  private NamespaceCreation with(ByteBuffer changed) {
    return new NamespaceCreation(changed, csi);
  }

  private static void check(String what, long value, long largest) {
    if (value < 0 || value > largest) {
      throw new IllegalArgumentException("the " + what + " is 0 to " + largest + ", not " + value);
    }
  }

  @Override
  public String toString() {
    IdentifyNamespace wanted = IdentifyNamespace.decode(fields);
    return "NamespaceCreation[size="
        + Long.toUnsignedString(wanted.namespaceSize())
        + ", capacity="
        + Long.toUnsignedString(wanted.namespaceCapacity())
        + ", lbaFormat="
        + ((wanted.formattedLbaSize() & 0xF) | (wanted.formattedLbaSize() >> 1 & 0x30))
        + ", commandSet="
        + csi
        + "]";
  }
}
