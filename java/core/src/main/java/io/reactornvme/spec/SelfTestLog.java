package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The self-test under way, and the results of the last twenty. Obtained by Get Log Page with log
 * page identifier 06h; 564 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.7, Device Self-test (Log Page Identifier 06h)</a>
 */
public final class SelfTestLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x06;

  /** Size of the log in bytes. */
  public static final int SIZE = 564;

  private SelfTestLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 564 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 564 bytes remain
   */
  public static SelfTestLog decode(ByteBuffer data) {
    return new SelfTestLog(Le.copy(data, SIZE, "Device Self-test log"));
  }

  /** {@return the test under way, if any} Current Device Self-Test Operation, byte 0. */
  public CurrentOperation currentOperation() {
    return new CurrentOperation(Le.u8(bytes, 0));
  }

  /** {@return how far it is} Current Device Self-Test Completion, byte 1. */
  public CurrentCompletion currentCompletion() {
    return new CurrentCompletion(Le.u8(bytes, 1));
  }

  /** {@return the twenty results, newest first, also those not used} Bytes 4 to 563. */
  public List<SelfTestResult> results() {
    return Le.parts(bytes, 4, SelfTestResult.SIZE, 20, SelfTestResult::new);
  }

  @Override
  public String toString() {
    return "SelfTestLog[operation="
        + currentOperation().operation()
        + ", percent="
        + currentCompletion().percent()
        + ", results="
        + results().stream().filter(SelfTestResult::isUsed).toList()
        + "]";
  }

  /**
   * Current Device Self-Test Operation.
   *
   * @param value the field as the drive reports it
   */
  public record CurrentOperation(int value) {

    /**
     * {@return 0h none, 1h short, 2h extended, 3h host-initiated refresh, Eh vendor specific}
     * Current Device Self-Test Operation Status, bits 3 to 0.
     */
    public int operation() {
      return value & 0xf;
    }
  }

  /**
   * Current Device Self-Test Completion.
   *
   * @param value the field as the drive reports it
   */
  public record CurrentCompletion(int value) {

    /**
     * {@return percent of the test that is done; means nothing if none is under way} Completion
     * Percent, bits 6 to 0.
     */
    public int percent() {
      return value & 0x7f;
    }
  }

  /**
   * Self-test Result data structure: 28 bytes of the Device Self-test log. Immutable and
   * thread-safe.
   */
  public static final class SelfTestResult extends NvmeStructure {

    /** Size in bytes. */
    static final int SIZE = 28;

    private SelfTestResult(byte[] bytes) {
      super(bytes);
    }

    /** {@return which test it was, and how it ended} Device Self-test Status, byte 0. */
    public SelfTestStatus selfTestStatus() {
      return new SelfTestStatus(Le.u8(bytes, 0));
    }

    /**
     * {@return the first segment that failed; valid if the result is 7h} Segment Number (SEGN),
     * byte 1.
     */
    public int segmentNumber() {
      return Le.u8(bytes, 1);
    }

    /** {@return which of the fields that follow are valid} Valid Diagnostic Information, byte 2. */
    public ValidDiagnosticInformation validDiagnosticInformation() {
      return new ValidDiagnosticInformation(Le.u8(bytes, 2));
    }

    /** {@return hours, at the end of the test} Power On Hours (POH), bytes 4 to 11. */
    public long powerOnHours() {
      return Le.u64(bytes, 4);
    }

    /** {@return NSID of the failing block} Namespace Identifier (NSID), bytes 12 to 15. */
    public long namespaceIdentifier() {
      return Le.u32(bytes, 12);
    }

    /**
     * {@return a logical block that failed, an unsigned number} Failing LBA (FLBA), bytes 16 to 23.
     */
    public long failingLba() {
      return Le.u64(bytes, 16);
    }

    /** {@return status code type of the failure} Status Code Type, byte 24. */
    public int statusCodeType() {
      return Le.u8(bytes, 24);
    }

    /** {@return status code of the failure} Status Code (SC), byte 25. */
    public int statusCode() {
      return Le.u8(bytes, 25);
    }

    /** {@return the vendor's} Vendor Specific, bytes 26 to 27. */
    public int vendorSpecific() {
      return Le.u16(bytes, 26);
    }

    /** {@return whether there is a result in this entry: its result code is not Fh} */
    public boolean isUsed() {
      return selfTestStatus().result() != 0xF;
    }

    @Override
    public String toString() {
      return "SelfTestResult[code="
          + selfTestStatus().code()
          + ", result="
          + selfTestStatus().result()
          + ", powerOnHours="
          + powerOnHours()
          + "]";
    }

    /**
     * Device Self-test Status.
     *
     * @param value the field as the drive reports it
     */
    public record SelfTestStatus(int value) {

      /**
       * {@return 0h passed; 1h aborted by command, 2h by reset, 3h by namespace removal, 4h by
       * format, 8h for an unknown reason, 9h by sanitize; 5h fatal error, 6h unknown segment
       * failed, 7h known segment failed; Fh not used} Device Self-test Result, bits 3 to 0.
       */
      public int result() {
        return value & 0xf;
      }

      /**
       * {@return 1h short, 2h extended, 3h host-initiated refresh, Eh vendor specific} Self-test
       * Code, bits 7 to 4.
       */
      public int code() {
        return value >>> 4 & 0xf;
      }
    }

    /**
     * Valid Diagnostic Information.
     *
     * @param value the field as the drive reports it
     */
    public record ValidDiagnosticInformation(int value) {

      /** {@return whether NSID is valid} NSID Valid, bit 0. */
      public boolean namespaceIdentifier() {
        return Le.bit(value, 0);
      }

      /** {@return whether the failing LBA is valid} FLBA Valid, bit 1. */
      public boolean failingLba() {
        return Le.bit(value, 1);
      }

      /** {@return whether the status code type is valid} SCT Valid, bit 2. */
      public boolean statusCodeType() {
        return Le.bit(value, 2);
      }

      /** {@return whether the status code is valid} SC Valid, bit 3. */
      public boolean statusCode() {
        return Le.bit(value, 3);
      }
    }
  }
}
