package io.reactornvme.spi;

import io.reactornvme.NvmeIoctl;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command as it reaches a {@link BackendDevice}: checked by the library as far as it does for
 * real drives, with its memory.
 */
public interface BackendCommand {

  /**
   * What the kernel would be asked.
   *
   * @return {@link NvmeIoctl#ADMIN64_CMD}, {@link NvmeIoctl#IO64_CMD} and {@link
   *     NvmeIoctl#IO64_CMD_VEC} for {@code adminCmd} and {@code ioCmd}; any other if the
   *     application asked for it by name
   */
  NvmeIoctl request();

  /**
   * Whether it goes to the admin queue.
   *
   * @return false for I/O commands
   */
  boolean isAdmin();

  /**
   * The opcode.
   *
   * @return 0 to 255
   */
  int opcode();

  /**
   * The namespace identifier.
   *
   * @return NSID, as an unsigned 32-bit number
   */
  int nsid();

  /**
   * A command dword.
   *
   * @param n 2, 3, or 10 to 15
   * @return its 32 bits
   */
  int cdw(int n);

  /**
   * The kernel's timeout.
   *
   * @return milliseconds as an unsigned number; 0 for the driver's default
   */
  int kernelTimeoutMillis();

  /**
   * How much memory there is for data.
   *
   * @return bytes
   */
  int dataLength();

  /**
   * The memory for data, to be read or written in order, little-endian; the drive's until {@link
   * #complete}.
   *
   * @return no buffer, one, or with vectored data several
   */
  List<ByteBuffer> data();

  /**
   * The memory for metadata, if it has some of its own.
   *
   * @return the buffer, little-endian, or null
   */
  @Nullable ByteBuffer metadata();

  /**
   * The command is over. Any thread.
   *
   * @param res what the kernel would say: a negative errno; or the 15-bit status field (status
   *     code, type, CRD, More, DNR), 0 being success; or what the ioctl returns
   * @param result dwords 0 and 1 of the completion, or 0
   * @throws IllegalStateException if it was over already
   */
  void complete(int res, long result);
}
