package io.reactornvme.emulator;

import io.reactornvme.spi.BackendCommand;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A command under way in a controller. Guarded by the worker's lock. */
final class EmulatedCommand {

  private final BackendCommand given;
  private final int cid;
  private long result;
  private boolean over;
  private int shortBytes = Integer.MAX_VALUE;
  private int corruptBytes;
  private @Nullable RandomGenerator random;

  /** What will execute it or end it; null while it hangs. */
  Worker.@Nullable Job job;

  EmulatedCommand(BackendCommand given, int cid) {
    this.given = given;
    this.cid = cid;
  }

  void fault(FaultRule rule, RandomGenerator seeded) {
    if (rule.shortBytes >= 0) {
      shortBytes = rule.shortBytes;
    }
    corruptBytes = rule.corruptBytes;
    random = seeded;
  }

  boolean isAdmin() {
    return given.isAdmin();
  }

  int opcode() {
    return given.opcode();
  }

  int nsid() {
    return given.nsid();
  }

  int cid() {
    return cid;
  }

  int cdw(int n) {
    return given.cdw(n);
  }

  /** Bits of a dword. */
  int bits(int dword, int high, int low) {
    return cdw(dword) >>> low & (int) ((1L << (high - low + 1)) - 1);
  }

  boolean bit(int dword, int bit) {
    return (cdw(dword) >>> bit & 1) != 0;
  }

  /** Two dwords as one number. */
  long u64(int low) {
    return (cdw(low) & 0xFFFF_FFFFL) | (long) cdw(low + 1) << 32;
  }

  int dataLength() {
    return given.dataLength();
  }

  int kernelTimeoutMillis() {
    return given.kernelTimeoutMillis();
  }

  void result(long value) {
    result = value;
  }

  /** A drive would go on past the end of the memory. */
  void checkRoom(long length) {
    if (given.data().stream().mapToLong(ByteBuffer::remaining).sum() < length) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
  }

  /** The data from the host. */
  byte[] fromHost(int length) {
    checkRoom(length);
    byte[] bytes = new byte[length];
    gather(bytes);
    if (shortBytes < length) {
      Arrays.fill(bytes, shortBytes, length, (byte) 0);
    }
    return bytes;
  }

  /** The first bytes of what the application sent, for who looks at it. */
  byte[] peek(int limit) {
    byte[] bytes = new byte[Math.min(limit, given.dataLength())];
    int n = gather(bytes);
    return n == bytes.length ? bytes : Arrays.copyOf(bytes, n);
  }

  private int gather(byte[] bytes) {
    int at = 0;
    for (ByteBuffer part : given.data()) {
      int n = Math.min(part.remaining(), bytes.length - at);
      part.get(part.position(), bytes, at, n);
      at += n;
    }
    return at;
  }

  /** Data to the host; a structure longer than asked for is cut, which no error is. */
  void toHost(byte[] bytes, int offset, int length) {
    checkRoom(length);
    byte[] source = corruptBytes > 0 ? corrupted(bytes, offset, length) : bytes;
    int left = Math.min(length, shortBytes);
    int at = offset;
    for (ByteBuffer part : given.data()) {
      int n = Math.min(part.remaining(), left);
      part.put(part.position(), source, at, n);
      at += n;
      left -= n;
    }
  }

  void toHost(byte[] bytes) {
    toHost(bytes, 0, bytes.length);
  }

  private byte[] corrupted(byte[] bytes, int offset, int length) {
    byte[] wrong = bytes.clone();
    for (int i = 0; i < corruptBytes && length > 0 && random != null; i++) {
      wrong[offset + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
    }
    return wrong;
  }

  boolean hasMetadata() {
    return given.metadata() != null;
  }

  byte[] metadataFromHost(int length) {
    ByteBuffer from = metadata(length);
    byte[] bytes = new byte[length];
    from.get(from.position(), bytes);
    return bytes;
  }

  void metadataToHost(byte[] bytes) {
    ByteBuffer to = metadata(bytes.length);
    to.put(to.position(), bytes);
  }

  private ByteBuffer metadata(int length) {
    ByteBuffer metadata = given.metadata();
    if (metadata == null || metadata.remaining() < length) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    return metadata;
  }

  boolean isOver() {
    return over;
  }

  /** Once; what comes later is ignored, as a controller that was reset cannot complete. */
  void complete(int res) {
    if (!over) {
      over = true;
      given.complete(res, res >= 0 ? result : 0);
    }
  }
}
