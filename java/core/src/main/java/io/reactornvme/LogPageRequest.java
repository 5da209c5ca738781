package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import java.util.function.Consumer;

/**
 * A Get Log Page command, or as many of them as a long log takes, with every field of the command
 * (NVM Express Base Specification 2.1, section 5.1.12, Get Log Page command).
 *
 * <p>Immutable; each setter returns a copy. The event that a page belongs to is retained (Retain
 * Asynchronous Event, RAE) unless {@link #clearEvent()} says otherwise. Errors of the setters:
 * {@link IllegalArgumentException}, at once, for a value that does not fit its field.
 */
public final class LogPageRequest {

  private static final int DEFAULT_LENGTH = 4096;

  private final int logPageIdentifier;
  private final int nsid;
  private final int logSpecificParameter;
  private final int logSpecificIdentifier;
  private final int commandSetIdentifier;
  private final int uuidIndex;
  private final long offset;
  private final long length;
  private final int chunk;
  private final boolean clearEvent;

  /** The fields of a copy on its way. */
  private static final class Draft {
    int logPageIdentifier;
    int nsid = NvmeController.ALL_NAMESPACES;
    int logSpecificParameter;
    int logSpecificIdentifier;
    int commandSetIdentifier;
    int uuidIndex;
    long offset;
    long length = DEFAULT_LENGTH;
    int chunk;
    boolean clearEvent;
  }

  private LogPageRequest(Draft d) {
    logPageIdentifier = d.logPageIdentifier;
    nsid = d.nsid;
    logSpecificParameter = d.logSpecificParameter;
    logSpecificIdentifier = d.logSpecificIdentifier;
    commandSetIdentifier = d.commandSetIdentifier;
    uuidIndex = d.uuidIndex;
    offset = d.offset;
    length = d.length;
    chunk = d.chunk;
    clearEvent = d.clearEvent;
  }

  private LogPageRequest with(Consumer<Draft> change) {
    Draft d = new Draft();
    d.logPageIdentifier = logPageIdentifier;
    d.nsid = nsid;
    d.logSpecificParameter = logSpecificParameter;
    d.logSpecificIdentifier = logSpecificIdentifier;
    d.commandSetIdentifier = commandSetIdentifier;
    d.uuidIndex = uuidIndex;
    d.offset = offset;
    d.length = length;
    d.chunk = chunk;
    d.clearEvent = clearEvent;
    change.accept(d);
    if (d.offset > Long.MAX_VALUE - d.length) {
      throw new IllegalArgumentException(
          "an offset of " + d.offset + " and a length of " + d.length + " bytes are too much");
    }
    return new LogPageRequest(d);
  }

  /**
   * The first 4096 bytes of a log page, for the controller as a whole (NVM Express Base
   * Specification 2.1, section 5.1.12, LID).
   *
   * @param logPageIdentifier LID, 0 to 255
   * @return the request, with all other fields zero but the NSID, which is FFFFFFFFh
   * @throws IllegalArgumentException if the identifier does not fit in a byte
   */
  public static LogPageRequest of(int logPageIdentifier) {
    check("the log page identifier", logPageIdentifier, 0xFF);
    Draft d = new Draft();
    d.logPageIdentifier = logPageIdentifier;
    return new LogPageRequest(d);
  }

  private static void check(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is 0 to " + max + ", not " + value);
    }
  }

  /**
   * The namespace (NVM Express Base Specification 2.1, section 5.1.12, NSID).
   *
   * @param value NSID, an unsigned 32-bit number; FFFFFFFFh, the default, or 0 for the controller
   * @return a copy; it has no errors
   */
  public LogPageRequest nsid(int value) {
    return with(d -> d.nsid = value);
  }

  /**
   * Log Specific Parameter (NVM Express Base Specification 2.1, section 5.1.12, LSP, CDW10 bits 14
   * to 8): what it means is the page's to say.
   *
   * @param value 0 to 127
   * @return a copy
   * @throws IllegalArgumentException if it does not fit in 7 bits
   */
  public LogPageRequest logSpecificParameter(int value) {
    check("the log specific parameter", value, 0x7F);
    return with(d -> d.logSpecificParameter = value);
  }

  /**
   * Log Specific Identifier (NVM Express Base Specification 2.1, section 5.1.12, LSI, CDW11 bits 31
   * to 16): an Endurance Group, an NVM Set or a domain, as the page has it.
   *
   * @param value 0 to 65535
   * @return a copy
   * @throws IllegalArgumentException if it does not fit in 16 bits
   */
  public LogPageRequest logSpecificIdentifier(int value) {
    check("the log specific identifier", value, 0xFFFF);
    return with(d -> d.logSpecificIdentifier = value);
  }

  /**
   * Command Set Identifier (NVM Express Base Specification 2.1, section 5.1.12, CSI, CDW14 bits 31
   * to 24).
   *
   * @param value 0 to 255: 00h NVM, 02h Zoned Namespace
   * @return a copy
   * @throws IllegalArgumentException if it does not fit in a byte
   */
  public LogPageRequest commandSetIdentifier(int value) {
    check("the command set identifier", value, 0xFF);
    return with(d -> d.commandSetIdentifier = value);
  }

  /**
   * UUID Index (NVM Express Base Specification 2.1, section 5.1.12, UIDX, CDW14 bits 6 to 0): whose
   * page it is, where several vendors use one identifier.
   *
   * @param value 0 for none, or 1 to 127: an entry of the UUID List
   * @return a copy
   * @throws IllegalArgumentException if it does not fit in 7 bits
   */
  public LogPageRequest uuidIndex(int value) {
    check("the UUID index", value, 0x7F);
    return with(d -> d.uuidIndex = value);
  }

  /**
   * Where in the page to begin (NVM Express Base Specification 2.1, section 5.1.12, LPOL and LPOU,
   * CDW12 and CDW13). A drive whose Log Page Attributes (LPA) have no extended data takes 0 only.
   *
   * @param bytes zero or more, a multiple of 4
   * @return a copy
   * @throws IllegalArgumentException if negative or no multiple of 4
   */
  public LogPageRequest offset(long bytes) {
    if (bytes < 0 || (bytes & 3) != 0) {
      throw new IllegalArgumentException("the offset is a multiple of 4 bytes, not " + bytes);
    }
    return with(d -> d.offset = bytes);
  }

  /**
   * How much to read (NVM Express Base Specification 2.1, section 5.1.12, NUMDL and NUMDU, which
   * are the length of each command in dwords, 0's based).
   *
   * @param bytes at least 4, a multiple of 4; 4096 if not set. What is behind the end of a page is
   *     the drive's to say
   * @return a copy
   * @throws IllegalArgumentException if less than 4 or no multiple of 4
   */
  public LogPageRequest length(long bytes) {
    if (bytes < 4 || (bytes & 3) != 0) {
      throw new IllegalArgumentException(
          "the length is a multiple of 4 bytes, at least 4, not " + bytes);
    }
    return with(d -> d.length = bytes);
  }

  /**
   * How much one Get Log Page command reads at most (NVM Express Base Specification 2.1, section
   * 5.1.12), and so how long each buffer is.
   *
   * @param bytes at least 512, a multiple of 4; if not set, what the device takes in one command,
   *     but not more than 1 MiB, and 128 KiB if that is not known
   * @return a copy
   * @throws IllegalArgumentException if less than 512 or no multiple of 4
   */
  public LogPageRequest chunk(int bytes) {
    if (bytes < 512 || (bytes & 3) != 0) {
      throw new IllegalArgumentException(
          "the chunk is a multiple of 4 bytes, at least 512, not " + bytes);
    }
    return with(d -> d.chunk = bytes);
  }

  /**
   * The last command of the read clears the asynchronous event that the page belongs to, so that
   * the drive may send it again, and for some pages their content (NVM Express Base Specification
   * 2.1, section 5.1.12, RAE, CDW10 bit 15).
   *
   * @return a copy; it has no errors
   */
  public LogPageRequest clearEvent() {
    return clearEvent(true);
  }

  LogPageRequest clearEvent(boolean clear) {
    return with(d -> d.clearEvent = clear);
  }

  int logPageIdentifier() {
    return logPageIdentifier;
  }

  long offset() {
    return offset;
  }

  long length() {
    return length;
  }

  /** Bytes, or 0 if not set. */
  int chunk() {
    return chunk;
  }

  boolean clearsEvent() {
    return clearEvent;
  }

  /** One command for a part of the page. */
  PassthruCommand command(long from, int bytes, boolean retainEvent) {
    int dwords = bytes / 4 - 1;
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(nsid)
        .cdw10(
            logPageIdentifier
                | logSpecificParameter << 8
                | (retainEvent ? 1 << 15 : 0)
                | dwords << 16)
        .cdw11(dwords >>> 16 | logSpecificIdentifier << 16)
        .cdw12((int) from)
        .cdw13((int) (from >>> 32))
        .cdw14(uuidIndex | commandSetIdentifier << 24)
        .dataIn(bytes)
        .build();
  }

  @Override
  public String toString() {
    return String.format(
        "LogPageRequest[%02Xh, %d bytes at %d]", logPageIdentifier, length, offset);
  }
}
