package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * How far a sanitize operation is, or how the last one ended, and how long they take. Obtained by
 * Get Log Page with log page identifier 81h; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.33, Sanitize Status (Log Page Identifier 81h)</a>
 */
public final class SanitizeStatusLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x81;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private SanitizeStatusLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static SanitizeStatusLog decode(ByteBuffer data) {
    return new SanitizeStatusLog(Le.copy(data, SIZE, "Sanitize Status log"));
  }

  /**
   * {@return parts of 65536 that are done; FFFFh if none is under way} Sanitize Progress (SPROG),
   * bytes 0 to 1.
   */
  public int sanitizeProgress() {
    return Le.u16(bytes, 0);
  }

  /** {@return the last operation} Sanitize Status (SSTAT), bytes 2 to 3. */
  public Status status() {
    return new Status(Le.u16(bytes, 2));
  }

  /**
   * {@return CDW10 of the command that started the last operation} Sanitize Command Dword 10
   * Information (SCDW10), bytes 4 to 7.
   */
  public long sanitizeCommandDword10() {
    return Le.u32(bytes, 4);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Overwrite (ETO), bytes 8 to 11.
   */
  public long estimatedTimeForOverwrite() {
    return Le.u32(bytes, 8);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Block Erase (ETBE), bytes 12 to
   * 15.
   */
  public long estimatedTimeForBlockErase() {
    return Le.u32(bytes, 12);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Crypto Erase (ETCE), bytes 16
   * to 19.
   */
  public long estimatedTimeForCryptoErase() {
    return Le.u32(bytes, 16);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Overwrite With No-Deallocate
   * Media Modification (ETODMM), bytes 20 to 23.
   */
  public long estimatedTimeForOverwriteNoDeallocate() {
    return Le.u32(bytes, 20);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Block Erase With No-Deallocate
   * Media Modification (ETBENMM), bytes 24 to 27.
   */
  public long estimatedTimeForBlockEraseNoDeallocate() {
    return Le.u32(bytes, 24);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Crypto Erase With No-Deallocate
   * Media Modification (ETCENMM), bytes 28 to 31.
   */
  public long estimatedTimeForCryptoEraseNoDeallocate() {
    return Le.u32(bytes, 28);
  }

  /**
   * {@return seconds; FFFFFFFFh if not reported} Estimated Time For Post-Verification Deallocation
   * State (ETPVDS), bytes 32 to 35.
   */
  public long estimatedTimeForPostVerificationDeallocation() {
    return Le.u32(bytes, 32);
  }

  /** {@return the state of the operation} Sanitize State Information (SSI), byte 36. */
  public StateInformation stateInformation() {
    return new StateInformation(Le.u8(bytes, 36));
  }

  /** {@return whether an operation is under way: its status is 2h} */
  public boolean inProgress() {
    return status().operation() == 2;
  }

  /** {@return percent of the operation that is done, 0 to 100; 100 if none is under way} */
  public double percent() {
    return inProgress() ? sanitizeProgress() * 100.0 / 65536 : 100;
  }

  @Override
  public String toString() {
    return "SanitizeStatusLog[status=" + status() + ", percent=" + percent() + "]";
  }

  /**
   * Sanitize Status (SSTAT).
   *
   * @param value the field as the drive reports it
   */
  public record Status(int value) {

    /**
     * {@return 0h never sanitized, 1h success, 2h in progress, 3h failed, 4h success without
     * deallocation} Sanitize Operation Status (SOS), bits 2 to 0.
     */
    public int operation() {
      return value & 7;
    }

    /**
     * {@return how many passes of an overwrite are done} Overwrite Passes Completed, bits 7 to 3.
     */
    public int overwritePasses() {
      return value >>> 3 & 0x1f;
    }

    /** {@return whether nothing has been written since} Global Data Erased, bit 8. */
    public boolean globalDataErased() {
      return Le.bit(value, 8);
    }

    /**
     * {@return whether the Media Verification state was canceled} Media Verification Canceled, bit
     * 9.
     */
    public boolean mediaVerificationCanceled() {
      return Le.bit(value, 9);
    }
  }

  /**
   * Sanitize State Information (SSI).
   *
   * @param value the field as the drive reports it
   */
  public record StateInformation(int value) {

    /**
     * {@return 0h idle, 1h restricted processing, 2h restricted failure, 3h unrestricted
     * processing, 4h unrestricted failure, 5h media verification, 6h post-verification
     * deallocation} Sanitize State (SANS), bits 3 to 0.
     */
    public int state() {
      return value & 0xf;
    }

    /**
     * {@return the state, numbered in the same way, in which the operation failed} Failure State
     * (FAILS), bits 7 to 4.
     */
    public int failureState() {
      return value >>> 4 & 0xf;
    }
  }
}
