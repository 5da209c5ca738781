package io.reactornvme;

/**
 * How a namespace is formatted: the fields of Format NVM (NVM Express Base Specification 2.1,
 * section 5.1.10, opcode 80h; the formats are those of Identify Namespace).
 *
 * <p>Immutable; each setter returns a copy. A number that does not fit in its field is an {@link
 * IllegalArgumentException}.
 */
public final class FormatOptions {

  /** What becomes of the data before (SES, bits 11:9 of Command Dword 10). */
  public enum SecureErase {
    /** Nothing in particular: what can be read afterwards is not said, 000b. */
    NONE(0),
    /** All user data is erased, 001b. */
    USER_DATA(1),
    /** The key of encrypted user data is deleted, 010b; not every drive can. */
    CRYPTOGRAPHIC(2);

    private final int code;

    SecureErase(int code) {
      this.code = code;
    }
  }

  private final int dword10;
  private final boolean force;

  private FormatOptions(int dword10, boolean force) {
    this.dword10 = dword10;
    this.force = force;
  }

  /**
   * A format without metadata in the data, protection information, and erasure (Format NVM, LBAF,
   * bits 13:12 and 3:0 of Command Dword 10).
   *
   * @param index of the LBA format, 0 to 63; see {@code lbaFormats()} of Identify Namespace
   * @return the options
   * @throws IllegalArgumentException if the index is out of range
   */
  public static FormatOptions lbaFormat(int index) {
    range("index", index, 63);
    return new FormatOptions((index & 0xF) | (index >>> 4) << 12, false);
  }

  private static void range(String name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is 0 to " + max + ", not " + value);
    }
  }

  /**
   * The metadata comes behind each block's data, not in a buffer of its own (Format NVM, MSET, bit
   * 4 of Command Dword 10).
   *
   * @return a copy
   */
  public FormatOptions extendedLba() {
    return new FormatOptions(dword10 | 1 << 4, force);
  }

  /**
   * Protection information (Format NVM, PI, bits 7:5 of Command Dword 10).
   *
   * @param type 0 for none, or the type, 1 to 3
   * @return a copy
   * @throws IllegalArgumentException if the type is out of range
   */
  public FormatOptions protectionInformation(int type) {
    range("type", type, 3);
    return new FormatOptions((dword10 & ~(7 << 5)) | type << 5, force);
  }

  /**
   * Protection information comes first in the metadata, not last (Format NVM, PIL, bit 8 of Command
   * Dword 10).
   *
   * @return a copy
   */
  public FormatOptions protectionInformationFirst() {
    return new FormatOptions(dword10 | 1 << 8, force);
  }

  /**
   * What becomes of the data before (Format NVM, SES, bits 11:9 of Command Dword 10).
   *
   * @param setting none is the default
   * @return a copy
   */
  public FormatOptions secureErase(SecureErase setting) {
    return new FormatOptions((dword10 & ~(7 << 9)) | setting.code << 9, force);
  }

  /**
   * Formats even what is mounted or otherwise in use: {@link NvmeInUseException} (Format NVM).
   *
   * @return a copy
   */
  public FormatOptions force() {
    return new FormatOptions(dword10, true);
  }

  int dword10() {
    return dword10;
  }

  boolean erases() {
    return (dword10 >>> 9 & 7) != 0;
  }

  boolean isForce() {
    return force;
  }

  @Override
  public String toString() {
    return String.format("FormatOptions[cdw10=%08xh%s]", dword10, force ? ", force" : "");
  }
}
