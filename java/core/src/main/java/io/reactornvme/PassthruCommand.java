package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One NVMe command as the host fills it in: opcode, namespace, command dwords, data, metadata. What
 * the driver fills in (command identifier, PRP or SGL) is not here.
 *
 * <p>Immutable and reusable: each subscription sends it anew. The dwords are raw, as the NVMe Base
 * Specification's section "Submission Queue Entry" names them (CDW2, CDW3, CDW10 to CDW15).
 *
 * <p><b>Data.</b> Bits 1:0 of the opcode say which way the data goes (00b none, 01b to the drive,
 * 10b from the drive, 11b both), and the kernel maps memory by them; so what the builder is given
 * must agree. {@link Builder#dataIn(int)}, {@link Builder#dataOut(ByteBuffer)} and {@link
 * Builder#dataInOut(ByteBuffer)} copy through the library's own memory; {@link
 * Builder#data(NvmeBuffer)} and {@link Builder#vectored(List)} transfer without a copy.
 */
public final class PassthruCommand {

  /** Where the data is. */
  enum Data {
    NONE,
    /** A number of bytes wanted from the drive. */
    IN,
    /** The caller's buffer, copied at submission. */
    OUT,
    /** The caller's buffer, copied at submission; as many bytes come back. */
    IN_OUT,
    /** The caller's lease. */
    LEASED,
    /** Several leases, in order. */
    VECTORED
  }

  private final int opcode;
  private final boolean nsidGiven;
  private final int nsid;
  private final int cdw2;
  private final int cdw3;
  private final int cdw10;
  private final int cdw11;
  private final int cdw12;
  private final int cdw13;
  private final int cdw14;
  private final int cdw15;
  private final int kernelTimeoutMillis;
  private final long deadlineNanos;
  private final boolean force;

  private final Data data;
  private final int dataLength;
  private final int dataOffset;
  private final @Nullable ByteBuffer dataOut;
  private final List<NvmeBuffer> leased;

  private final Data metadata;
  private final int metadataLength;
  private final @Nullable ByteBuffer metadataOut;
  private final @Nullable NvmeBuffer metadataLeased;

  private PassthruCommand(Builder b) {
    opcode = b.opcode;
    nsidGiven = b.nsidGiven;
    nsid = b.nsid;
    cdw2 = b.cdw2;
    cdw3 = b.cdw3;
    cdw10 = b.cdw10;
    cdw11 = b.cdw11;
    cdw12 = b.cdw12;
    cdw13 = b.cdw13;
    cdw14 = b.cdw14;
    cdw15 = b.cdw15;
    kernelTimeoutMillis = b.kernelTimeoutMillis;
    deadlineNanos = b.deadlineNanos;
    force = b.force;
    data = b.data;
    dataLength = b.dataLength;
    dataOffset = b.dataOffset;
    dataOut = b.dataOut;
    leased = b.leased;
    metadata = b.metadata;
    metadataLength = b.metadataLength;
    metadataOut = b.metadataOut;
    metadataLeased = b.metadataLeased;
  }

  /**
   * Starts a command.
   *
   * @param opcode the opcode, 0 to 255; see {@link AdminOpcode} and {@link
   *     io.reactornvme.spec.NvmOpcode}
   * @return a builder with all dwords zero and no data
   * @throws IllegalArgumentException if the opcode does not fit in a byte
   */
  public static Builder builder(int opcode) {
    return new Builder(opcode);
  }

  /**
   * The opcode.
   *
   * @return 0 to 255
   */
  public int opcode() {
    return opcode;
  }

  /**
   * The namespace identifier (NSID).
   *
   * @return as given, or 0; an I/O command that was given none gets that of the node it is sent to
   */
  public int nsid() {
    return nsid;
  }

  /**
   * A command dword.
   *
   * @param n 2, 3, or 10 to 15
   * @return its 32 bits
   * @throws IllegalArgumentException for any other dword
   */
  public int cdw(int n) {
    return switch (n) {
      case 2 -> cdw2;
      case 3 -> cdw3;
      case 10 -> cdw10;
      case 11 -> cdw11;
      case 12 -> cdw12;
      case 13 -> cdw13;
      case 14 -> cdw14;
      case 15 -> cdw15;
      default -> throw new IllegalArgumentException("the host sets CDW2, 3 and 10-15, not " + n);
    };
  }

  /**
   * How much data the command transfers.
   *
   * @return bytes; for a vector the sum of its buffers
   */
  public int dataLength() {
    return dataLength;
  }

  /**
   * How much metadata the command transfers in a buffer of its own.
   *
   * @return bytes
   */
  public int metadataLength() {
    return metadataLength;
  }

  boolean nsidGiven() {
    return nsidGiven;
  }

  int kernelTimeoutMillis() {
    return kernelTimeoutMillis;
  }

  /** The deadline from the subscription on, or 0 if the command has none of its own. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean force() {
    return force;
  }

  Data data() {
    return data;
  }

  int dataOffset() {
    return dataOffset;
  }

  /** A view of the caller's bytes with its own position. */
  ByteBuffer dataOut() {
    return Objects.requireNonNull(dataOut).duplicate();
  }

  NvmeBuffer leased() {
    return leased.get(0);
  }

  List<NvmeBuffer> vector() {
    return leased;
  }

  Data metadata() {
    return metadata;
  }

  ByteBuffer metadataOut() {
    return Objects.requireNonNull(metadataOut).duplicate();
  }

  NvmeBuffer metadataLeased() {
    return Objects.requireNonNull(metadataLeased);
  }

  boolean returnsData() {
    return data == Data.IN || data == Data.IN_OUT;
  }

  boolean returnsMetadata() {
    return metadata == Data.IN;
  }

  /** For messages: the opcode and the dwords that are not zero. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(String.format("PassthruCommand[opcode=%02xh", opcode));
    if (nsidGiven) {
      s.append(", nsid=").append(Integer.toUnsignedString(nsid));
    }
    for (int n : new int[] {2, 3, 10, 11, 12, 13, 14, 15}) {
      if (cdw(n) != 0) {
        s.append(String.format(", cdw%d=%08xh", n, cdw(n)));
      }
    }
    if (dataLength != 0) {
      s.append(", data=").append(data).append(' ').append(dataLength);
    }
    if (metadataLength != 0) {
      s.append(", metadata=").append(metadata).append(' ').append(metadataLength);
    }
    return s.append(']').toString();
  }

  /** Fills in a {@link PassthruCommand}. Not for use by several threads at once. */
  public static final class Builder {

    private final int opcode;
    private boolean nsidGiven;
    private int nsid;
    private int cdw2;
    private int cdw3;
    private int cdw10;
    private int cdw11;
    private int cdw12;
    private int cdw13;
    private int cdw14;
    private int cdw15;
    private int kernelTimeoutMillis;
    private long deadlineNanos;
    private boolean force;
    private Data data = Data.NONE;
    private int dataLength;
    private int dataOffset;
    private @Nullable ByteBuffer dataOut;
    private List<NvmeBuffer> leased = List.of();
    private Data metadata = Data.NONE;
    private int metadataLength;
    private @Nullable ByteBuffer metadataOut;
    private @Nullable NvmeBuffer metadataLeased;

    private Builder(int opcode) {
      if ((opcode & ~0xFF) != 0) {
        throw new IllegalArgumentException("an opcode is one byte, not " + opcode);
      }
      this.opcode = opcode;
    }

    /**
     * Sets the namespace identifier.
     *
     * @param value NSID; 0xFFFFFFFF is the broadcast value. For an I/O command it must be that of
     *     the node, which is also what it gets when none is set.
     * @return this
     */
    public Builder nsid(int value) {
      nsid = value;
      nsidGiven = true;
      return this;
    }

    /**
     * Sets Command Dword 2.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw2(int value) {
      cdw2 = value;
      return this;
    }

    /**
     * Sets Command Dword 3.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw3(int value) {
      cdw3 = value;
      return this;
    }

    /**
     * Sets Command Dword 10.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw10(int value) {
      cdw10 = value;
      return this;
    }

    /**
     * Sets Command Dword 11.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw11(int value) {
      cdw11 = value;
      return this;
    }

    /**
     * Sets Command Dword 12.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw12(int value) {
      cdw12 = value;
      return this;
    }

    /**
     * Sets Command Dword 13.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw13(int value) {
      cdw13 = value;
      return this;
    }

    /**
     * Sets Command Dword 14.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw14(int value) {
      cdw14 = value;
      return this;
    }

    /**
     * Sets Command Dword 15.
     *
     * @param value 32 bits
     * @return this
     */
    public Builder cdw15(int value) {
      cdw15 = value;
      return this;
    }

    /**
     * Sets Command Dwords 10 and 11 together, the place of a starting LBA.
     *
     * @param value 64 bits
     * @return this
     */
    public Builder cdw10And11(long value) {
      cdw10 = (int) value;
      cdw11 = (int) (value >>> 32);
      return this;
    }

    /**
     * Wants data from the drive; {@link PassthruResult#data()} has a copy of it.
     *
     * @param bytes how many, 0 (no data) to 64 MiB
     * @return this
     * @throws IllegalArgumentException if negative or more than 64 MiB
     */
    public Builder dataIn(int bytes) {
      checkLength("data", bytes);
      return data(bytes == 0 ? Data.NONE : Data.IN, bytes, null, List.of(), 0);
    }

    /**
     * Sends data to the drive.
     *
     * @param bytes from its position to its limit; the position is not moved. It is copied when the
     *     command is sent, at each subscription, and must not change before that.
     * @return this
     * @throws IllegalArgumentException if there are more than 64 MiB
     */
    public Builder dataOut(ByteBuffer bytes) {
      ByteBuffer view = bytes.slice().asReadOnlyBuffer();
      checkLength("data", view.capacity());
      Data kind = view.capacity() == 0 ? Data.NONE : Data.OUT;
      return data(kind, view.capacity(), view, List.of(), 0);
    }

    /**
     * Sends data to the drive and wants as many bytes back (opcodes with bits 1:0 = 11b).
     *
     * @param bytes as for {@link #dataOut(ByteBuffer)}
     * @return this
     * @throws IllegalArgumentException if there are more than 64 MiB
     */
    public Builder dataInOut(ByteBuffer bytes) {
      dataOut(bytes);
      data = data == Data.OUT ? Data.IN_OUT : data;
      return this;
    }

    /**
     * Transfers to or from a leased buffer, all of it, without a copy.
     *
     * @param buffer the lease; the drive's from the subscription to the completion
     * @return this
     */
    public Builder data(NvmeBuffer buffer) {
      return data(buffer, 0, buffer.capacity());
    }

    /**
     * Transfers to or from a part of a leased buffer, without a copy.
     *
     * @param buffer the lease; the drive's from the subscription to the completion
     * @param offset bytes from the buffer's start; a multiple of 4
     * @param length bytes
     * @return this
     * @throws IllegalArgumentException if a number is negative, or the offset no multiple of 4
     * @throws NvmeBufferTooSmallException if the buffer ends before offset + length
     */
    public Builder data(NvmeBuffer buffer, int offset, int length) {
      checkLength("data", length);
      if (offset < 0 || (offset & 3) != 0) {
        throw new IllegalArgumentException(
            "the offset in a buffer is a multiple of 4 bytes, not " + offset);
      }
      if ((long) offset + length > buffer.capacity()) {
        throw new NvmeBufferTooSmallException(null, (long) offset + length, buffer.capacity());
      }
      return length == 0
          ? data(Data.NONE, 0, null, List.of(), 0)
          : data(Data.LEASED, length, null, List.of(buffer), offset);
    }

    /**
     * Transfers to or from several leased buffers in order, without a copy. I/O commands only.
     *
     * @param buffers 1 to 256 leases, each used as a whole
     * @return this
     * @throws IllegalArgumentException if there is none, or more than 256, or more than 64 MiB
     */
    public Builder vectored(List<NvmeBuffer> buffers) {
      if (buffers.isEmpty() || buffers.size() > 256) {
        throw new IllegalArgumentException("a vector has 1 to 256 buffers, not " + buffers.size());
      }
      long sum = 0;
      for (NvmeBuffer buffer : buffers) {
        sum += buffer.capacity();
      }
      checkLength("data", sum);
      return data(Data.VECTORED, (int) sum, null, List.copyOf(buffers), 0);
    }

    /**
     * Wants metadata in a buffer of its own; {@link PassthruResult#metadata()} has a copy of it.
     *
     * @param bytes how many, 0 (none) to 64 MiB
     * @return this
     * @throws IllegalArgumentException if negative or more than 64 MiB
     */
    public Builder metadataIn(int bytes) {
      checkLength("metadata", bytes);
      return metadata(bytes == 0 ? Data.NONE : Data.IN, bytes, null, null);
    }

    /**
     * Sends metadata from a buffer of its own.
     *
     * @param bytes as for {@link #dataOut(ByteBuffer)}
     * @return this
     * @throws IllegalArgumentException if there are more than 64 MiB
     */
    public Builder metadataOut(ByteBuffer bytes) {
      ByteBuffer view = bytes.slice().asReadOnlyBuffer();
      checkLength("metadata", view.capacity());
      return metadata(view.capacity() == 0 ? Data.NONE : Data.OUT, view.capacity(), view, null);
    }

    /**
     * Transfers metadata to or from a leased buffer, all of it, without a copy.
     *
     * @param buffer the lease; the drive's from the subscription to the completion
     * @return this
     */
    public Builder metadata(NvmeBuffer buffer) {
      return metadata(Data.LEASED, buffer.capacity(), null, buffer);
    }

    /**
     * Gives up waiting after this time: the subscriber gets {@link NvmeDeadlineException}. The
     * command itself goes on in the drive, as NVMe commands cannot be cancelled from user space;
     * its memory stays the drive's until it completes.
     *
     * @param fromSubscription more than zero, from the first request of the subscription on;
     *     deadlines closer than 1 ms may be told of together
     * @return this
     * @throws IllegalArgumentException if zero or negative
     */
    public Builder deadline(Duration fromSubscription) {
      deadlineNanos = Deadlines.nanos(fromSubscription);
      return this;
    }

    /**
     * Sets the <em>kernel's</em> timeout for this command.
     *
     * <p><b>This is no deadline.</b> When it runs out the driver resets the controller: at once for
     * an admin command, at the second time for an I/O command (the first tries an Abort). A reset
     * ends every command of everybody on that controller. Use {@link #deadline(Duration)} to stop
     * waiting; use this to give a long command (format, sanitize) more than the driver's 60 s
     * (admin) or 30 s (I/O). Source: {@code nvme_timeout()} in {@code drivers/nvme/host/pci.c}.
     *
     * @param timeout 1 ms to about 49 days, whole milliseconds
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder kernelTimeout(Duration timeout) {
      long millis;
      try {
        millis = timeout.toMillis();
      } catch (ArithmeticException e) {
        millis = -1;
      }
      if (millis <= 0 || millis > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException(
            "a kernel timeout is 1 to 4294967295 ms, not " + timeout);
      }
      kernelTimeoutMillis = (int) millis;
      return this;
    }

    /**
     * Sends the command even if it meddles with what the driver owns (queues, Asynchronous Event
     * Requests, features that the driver sets), or changes data through a node opened {@link
     * Access#READ_ONLY}. Refusals that protect memory stay.
     *
     * @return this
     */
    public Builder force() {
      force = true;
      return this;
    }

    /**
     * The command.
     *
     * @return an immutable command
     * @throws IllegalArgumentException if the data, or the metadata, goes another way than the
     *     opcode's bits 1:0 say
     */
    public PassthruCommand build() {
      boolean toDrive = (opcode & 1) != 0;
      boolean both = (opcode & 3) == 3;
      boolean wrong =
          switch (data) {
            case NONE, LEASED, VECTORED -> false;
            case IN -> toDrive;
            case OUT -> !toDrive;
            case IN_OUT -> !both;
          };
      if (wrong) {
        throw new IllegalArgumentException(
            String.format(
                "opcode %02xh transfers %s by its bits 1:0, and the kernel maps memory by them;"
                    + " the data given is %s",
                opcode, both ? "both ways" : toDrive ? "to the drive" : "from the drive", data));
      }
      if ((metadata == Data.IN && toDrive) || (metadata == Data.OUT && !toDrive)) {
        throw new IllegalArgumentException(
            String.format(
                "metadata goes the same way as the data, by bits 1:0 of the opcode %02xh; that given"
                    + " is %s",
                opcode, metadata));
      }
      return new PassthruCommand(this);
    }

    private Builder data(
        Data kind, int length, @Nullable ByteBuffer out, List<NvmeBuffer> buffers, int offset) {
      data = kind;
      dataLength = length;
      dataOut = out;
      leased = buffers;
      dataOffset = offset;
      return this;
    }

    private Builder metadata(
        Data kind, int length, @Nullable ByteBuffer out, @Nullable NvmeBuffer buffer) {
      metadata = kind;
      metadataLength = length;
      metadataOut = out;
      metadataLeased = buffer;
      return this;
    }

    private static void checkLength(String what, long bytes) {
      if (bytes < 0 || bytes > BufferPool.MAX_BLOCK) {
        throw new IllegalArgumentException(
            "the length of " + what + " is 0 to " + BufferPool.MAX_BLOCK + " bytes, not " + bytes);
      }
    }
  }

  /** An empty little-endian buffer, for results without data. */
  static final ByteBuffer NO_BYTES =
      ByteBuffer.allocate(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
}
