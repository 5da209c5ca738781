package io.reactornvme.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bytes of a structure in forms that nvme-cli has and the library has not. */
final class Raw {

  private Raw() {}

  /** A text field with its padding, up to a zero; what could steer a terminal is replaced. */
  static String text(ByteBuffer raw, int offset, int length) {
    String text = new String(bytes(raw, offset, length), StandardCharsets.ISO_8859_1);
    int zero = text.indexOf(0);
    return Console.printable(zero < 0 ? text : text.substring(0, zero));
  }

  /** A UUID in the order of its bytes, with dashes. */
  static String uuid(ByteBuffer raw, int offset) {
    String hex = HexFormat.of().formatHex(bytes(raw, offset, 16));
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  static byte[] bytes(ByteBuffer raw) {
    return bytes(raw, raw.position(), raw.remaining());
  }

  /** The pieces of a log in one. */
  static Mono<ByteBuffer> gathered(Flux<ByteBuffer> pieces) {
    return pieces
        .collect(ByteArrayOutputStream::new, (all, piece) -> all.writeBytes(bytes(piece)))
        .map(all -> ByteBuffer.wrap(all.toByteArray()));
  }

  private static byte[] bytes(ByteBuffer raw, int offset, int length) {
    byte[] bytes = new byte[length];
    raw.get(offset, bytes);
    return bytes;
  }
}
