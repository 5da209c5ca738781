package io.reactornvme.cli;

import io.reactornvme.Backend;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.spec.SmartLog;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Readings as a scan signals them. */
final class Readings {

  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.670Z");
  static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  private static final Backend URING = new Backend(Backend.Kind.URING, "test");

  private Readings() {}

  static SmartReading ok(String name, Consumer<Log> fields) {
    Log log = new Log();
    fields.accept(log);
    return new SmartReading(
        "/dev/" + name, info(name), TIME, Duration.ofNanos(1_234_567), URING, log.decode(), null);
  }

  static SmartReading failed(String name, Throwable error) {
    return new SmartReading(
        "/dev/" + name, info(name), TIME, Duration.ofSeconds(10), URING, null, error);
  }

  static SmartReading notOpened(String device, Throwable error) {
    return new SmartReading(device, null, TIME, Duration.ZERO, null, null, error);
  }

  static NvmeControllerInfo info(String name) {
    return new NvmeControllerInfo(
        name,
        Path.of("/dev/" + name),
        "Model of " + name,
        "S-" + name,
        "1.0",
        "pcie",
        "0000:01:00.0",
        "live",
        0,
        "nqn",
        List.of());
  }

  /** A log page under construction: a drive in good health, at 35 °C. */
  static final class Log {
    private final ByteBuffer bytes =
        ByteBuffer.allocate(SmartLog.SIZE).order(ByteOrder.LITTLE_ENDIAN);

    Log() {
      u16(1, 308).u8(3, 100).u8(4, 10).u8(5, 2);
    }

    Log u8(int at, int value) {
      bytes.put(at, (byte) value);
      return this;
    }

    Log u16(int at, int value) {
      bytes.putShort(at, (short) value);
      return this;
    }

    Log u32(int at, long value) {
      bytes.putInt(at, (int) value);
      return this;
    }

    Log u128(int at, BigInteger value) {
      bytes.putLong(at, value.longValue());
      bytes.putLong(at + 8, value.shiftRight(64).longValue());
      return this;
    }

    Log u128(int at, long value) {
      return u128(at, BigInteger.valueOf(value));
    }

    SmartLog decode() {
      return SmartLog.decode(bytes);
    }
  }
}
