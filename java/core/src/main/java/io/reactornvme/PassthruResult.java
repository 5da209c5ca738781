package io.reactornvme;

import io.reactornvme.spec.NvmeStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a drive answered to one command: the status, the command-specific result, the data.
 *
 * <p>A status other than success is a result here, not an error; {@link #orThrow()} makes it one.
 * That the command never got an answer is never a result: it is an {@link NvmeOsException}.
 *
 * <p>Immutable, but for the bytes of the data, which belong to the receiver.
 */
public final class PassthruResult {

  private final String device;
  private final PassthruCommand command;
  private final boolean admin;
  private final int status;
  private final long result;
  private final @Nullable ByteBuffer data;
  private final @Nullable ByteBuffer metadata;

  PassthruResult(
      String device,
      PassthruCommand command,
      boolean admin,
      int status,
      long result,
      @Nullable ByteBuffer data,
      @Nullable ByteBuffer metadata) {
    this.device = device;
    this.command = command;
    this.admin = admin;
    this.status = status;
    this.result = result;
    this.data = data;
    this.metadata = metadata;
  }

  /**
   * The status field of the completion.
   *
   * @return status code type, status code, CRD, More and Do Not Retry
   */
  public NvmeStatus status() {
    return NvmeStatus.of(status);
  }

  /**
   * Whether the command succeeded.
   *
   * @return true if status code type and status code are zero
   */
  public boolean isSuccess() {
    return (status & 0x7FF) == 0;
  }

  /**
   * Dwords 0 and 1 of the completion queue entry.
   *
   * @return 64 bits; from a 32-bit ioctl the upper half is zero
   */
  public long result() {
    return result;
  }

  /**
   * Dword 0 of the completion queue entry.
   *
   * @return 32 bits
   */
  public int dw0() {
    return (int) result;
  }

  /**
   * The data from the drive: a heap buffer of its own, little-endian, position 0; with a leased
   * buffer a view of it.
   *
   * @return the data; empty if the command reads none, or failed
   */
  public ByteBuffer data() {
    return view(data);
  }

  /**
   * The metadata from the drive, like {@link #data()}.
   *
   * @return the metadata; empty if the command reads none, or failed
   */
  public ByteBuffer metadata() {
    return view(metadata);
  }

  /**
   * The command that this answers.
   *
   * @return as it was given
   */
  public PassthruCommand command() {
    return command;
  }

  /**
   * The device that answered.
   *
   * @return path of its node
   */
  public String device() {
    return device;
  }

  /**
   * Makes a bad status an exception, as the typed commands do.
   *
   * @return this, if the command succeeded
   * @throws NvmeStatusException if it did not
   */
  public PassthruResult orThrow() {
    if (!isSuccess()) {
      throw new NvmeStatusException(device, CommandNames.of(admin, command.opcode()), status());
    }
    return this;
  }

  private static ByteBuffer view(@Nullable ByteBuffer bytes) {
    return bytes == null
        ? PassthruCommand.NO_BYTES
        : bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "PassthruResult["
        + device
        + ' '
        + CommandNames.of(admin, command.opcode())
        + ": "
        + status()
        + ", result="
        + Long.toHexString(result)
        + "h]";
  }
}
