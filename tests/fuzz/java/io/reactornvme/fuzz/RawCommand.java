package io.reactornvme.fuzz;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.PassthruCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command as the corpora of all tests write it.
 *
 * <pre>
 *  byte  0     1        2       3           ...                                    ...
 *      +------+--------+-------+-----------+--------------------+-----------------+--------------+
 *      | form | opcode | dwords| place     | 4 bytes for each   | length (2 bytes)| content, its |
 *      |      |        |       | nsid [+4] | bit of dwords      | unless no data  | length first |
 *      +------+--------+-------+-----------+--------------------+-----------------+--------------+
 *  form    bit 0 I/O, 1 an ioctl by name, 2 force, 3 NSID given, 4 metadata, 5 kernel timeout,
 *          7:6 data: 0 none, 1 copied, 2 leased, 3 vectored
 *  dwords  bit 0 CDW2, 1 CDW3, 2 to 7 CDW10 to CDW15; the others are zero
 *  nsid    FFh the broadcast value, FEh four bytes follow, else itself
 *  length  from 8000h on in units of 16 bytes
 * </pre>
 */
final class RawCommand {

  static final int[] DWORDS = {2, 3, 10, 11, 12, 13, 14, 15};

  /** What the data begins with; the rest is zeros. */
  private static final int MAX_CONTENT = 64;

  final boolean io;
  final boolean byName;
  final boolean force;
  final boolean nsidGiven;
  final boolean hasMetadata;
  final int kernelTimeoutMillis;
  final int shape;
  final int opcode;
  final int place;
  final int nsid;
  final int dataLength;
  final int metadataLength;
  private final int[] cdw = new int[16];
  private final byte[] content;

  RawCommand(Input in) {
    int form = in.u8();
    io = (form & 1) != 0;
    byName = (form & 2) != 0;
    force = (form & 4) != 0;
    nsidGiven = (form & 8) != 0;
    hasMetadata = (form & 16) != 0;
    shape = form >> 6;
    opcode = in.u8();
    int dwords = in.u8();
    place = in.u8();
    int id = in.u8();
    nsid = id == 0xFF ? -1 : id == 0xFE ? in.i32() : id;
    for (int i = 0; i < DWORDS.length; i++) {
      cdw[DWORDS[i]] = (dwords >> i & 1) != 0 ? in.i32() : 0;
    }
    kernelTimeoutMillis = (form & 32) != 0 ? in.u8() : 0;
    metadataLength = hasMetadata ? in.u8() * 8 : 0;
    int length = shape == 0 ? 0 : in.u16();
    dataLength = length < 0x8000 ? length : (length & 0x7FFF) * 16;
    content = shape == 0 ? new byte[0] : in.bytes(Math.min(in.u8(), MAX_CONTENT));
  }

  int cdw(int n) {
    return cdw[n];
  }

  /** The bytes to send, in little-endian memory of its own. */
  ByteBuffer data(int from, int length) {
    byte[] bytes = new byte[length];
    if (from < content.length) {
      System.arraycopy(content, from, bytes, 0, Math.min(length, content.length - from));
    }
    return ByteBuffer.wrap(bytes);
  }

  /** The data in one part, or in several that are no multiples of anything. */
  List<ByteBuffer> parts() {
    if (dataLength == 0) {
      return List.of();
    }
    List<ByteBuffer> parts = new ArrayList<>();
    int size = shape == 3 ? dataLength / 3 + 1 : dataLength;
    for (int at = 0; at < dataLength; at += size) {
      parts.add(data(at, Math.min(size, dataLength - at)));
    }
    return parts;
  }

  /**
   * The same for the library.
   *
   * @param leases what it leases is added; to be released
   * @throws IllegalArgumentException if the builder does not want it
   */
  PassthruCommand passthru(Nvme nvme, List<NvmeBuffer> leases) {
    PassthruCommand.Builder b = PassthruCommand.builder(opcode);
    if (nsidGiven) {
      b.nsid(nsid);
    }
    b.cdw2(cdw[2]).cdw3(cdw[3]).cdw10(cdw[10]).cdw11(cdw[11]);
    b.cdw12(cdw[12]).cdw13(cdw[13]).cdw14(cdw[14]).cdw15(cdw[15]);
    if (force) {
      b.force();
    }
    if (kernelTimeoutMillis != 0) {
      b.kernelTimeout(Duration.ofMillis(kernelTimeoutMillis));
    }
    if (dataLength > 0) {
      switch (shape) {
        case 1 -> {
          switch (opcode & 3) {
            case 0, 2 -> b.dataIn(dataLength);
            case 1 -> b.dataOut(data(0, dataLength));
            default -> b.dataInOut(data(0, dataLength));
          }
        }
        case 2 -> b.data(lease(nvme, leases, data(0, dataLength)));
        default -> b.vectored(parts().stream().map(p -> lease(nvme, leases, p)).toList());
      }
    }
    if (hasMetadata) {
      if ((opcode & 1) != 0) {
        b.metadataOut(ByteBuffer.allocate(metadataLength));
      } else {
        b.metadataIn(metadataLength);
      }
    }
    return b.build();
  }

  private static NvmeBuffer lease(Nvme nvme, List<NvmeBuffer> leases, ByteBuffer content) {
    NvmeBuffer buffer = nvme.buffer(content.remaining());
    leases.add(buffer);
    buffer.byteBuffer().put(content);
    return buffer;
  }

  @Override
  public String toString() {
    return String.format(
        "%s%s opcode %02xh, place %d, nsid %s%d, cdw %s, shape %d of %d, metadata %s%d, timeout %d",
        force ? "forced " : "",
        byName ? "ioctl" : io ? "I/O" : "admin",
        opcode,
        place,
        nsidGiven ? "" : "(not given) ",
        nsid,
        Arrays.toString(Arrays.stream(DWORDS).mapToObj(n -> Integer.toHexString(cdw[n])).toArray()),
        shape,
        dataLength,
        hasMetadata,
        metadataLength,
        kernelTimeoutMillis);
  }
}
