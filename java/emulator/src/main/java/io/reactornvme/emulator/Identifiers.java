package io.reactornvme.emulator;

import io.reactornvme.emulator.DriveRecording.Answer;
import io.reactornvme.emulator.DriveRecording.Command;
import io.reactornvme.emulator.DriveRecording.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Replaces what identifies a drive, its namespaces and its host, by constants: the same each time,
 * and nothing of the original follows from them.
 */
final class Identifiers {

  /** Shorter ones, or with fewer bytes that are not zero, occur by chance. */
  private static final int DISTINCT = 4;

  private static final String SERIAL = "RECORDED";

  private record Replacement(byte[] original, byte[] fake) {}

  private final Map<Command, Answer> answers = new LinkedHashMap<>();
  private final List<Replacement> replacements = new ArrayList<>();
  private int count;

  private Identifiers(Map<Command, Answer> given) {
    given.forEach(
        (command, a) -> answers.put(command, new Answer(a.status(), a.result(), a.data().clone())));
  }

  /** The same answers with other identifiers. */
  static Map<Command, Answer> replaced(Map<Command, Answer> answers) {
    Identifiers all = new Identifiers(answers);
    all.answers.forEach(all::collect);
    // The longest first: an NQN may have a serial number in it.
    all.replacements.sort(Comparator.comparingInt((Replacement r) -> -r.original.length));
    all.answers.values().forEach(answer -> all.replaceIn(answer.data()));
    return all.answers;
  }

  private void collect(Command command, Answer answer) {
    byte[] data = answer.data();
    if (data.length == 0) {
      return;
    }
    if (command.kind() == Kind.FEATURE && command.selector() == Features.HOST_IDENTIFIER) {
      binary(data, 0, data.length);
    } else if (command.kind() == Kind.IDENTIFY) {
      switch (command.selector()) {
        case 0x01 -> {
          text(data, 768, 256, Identifiers::fakeName);
          text(data, 4, 20, Identifiers::fakeSerial);
          binary(data, 112, 16);
        }
        case 0x00, 0x11 -> {
          binary(data, 104, 16);
          binary(data, 120, 8);
        }
        case 0x03 -> descriptors(data);
        default -> {}
      }
    }
  }

  private void descriptors(byte[] data) {
    for (int at = 0; at + 4 <= data.length && data[at] != 0; ) {
      int length = data[at + 1] & 0xFF;
      if (data[at] <= 3 && at + 4 + length <= data.length) { // EUI64, NGUID, UUID
        binary(data, at + 4, length);
      }
      at += 4 + length;
    }
  }

  /** A text padded with blanks or zeros. */
  private void text(byte[] data, int offset, int size, UnaryOperator<String> fake) {
    String field = new String(data, offset, size, StandardCharsets.ISO_8859_1);
    String trimmed = field.replace('\0', ' ').strip();
    if (trimmed.isEmpty()) {
      return;
    }
    byte[] original = latin(trimmed);
    byte[] other = latin(fake.apply(trimmed));
    int at = offset + field.indexOf(trimmed);
    System.arraycopy(other, 0, data, at, other.length);
    if (isDistinct(original)) {
      add(original, other);
      add(swapped(original), swapped(other));
      add(wide(trimmed), wide(new String(other, StandardCharsets.ISO_8859_1)));
    }
  }

  private void binary(byte[] data, int offset, int size) {
    byte[] original = Arrays.copyOfRange(data, offset, offset + size);
    byte[] known =
        replacements.stream()
            .filter(r -> Arrays.equals(r.original, original))
            .map(Replacement::fake)
            .findFirst()
            .orElse(null);
    if (known != null || isZero(original)) {
      return; // replaced in the end, with all that are the same
    }
    count++;
    byte[] fake = new byte[size];
    fake[0] = 0x02; // locally administered, where that is an EUI
    if (size == 16) {
      fake[6] = (byte) 0x80; // version 8 and variant 10b, where it is a UUID
      fake[8] = (byte) 0x80;
    }
    fake[size - 1] = (byte) count;
    fake[size - 2] = (byte) (count >>> 8);
    if (!isDistinct(original)) {
      System.arraycopy(fake, 0, data, offset, size);
      return;
    }
    add(original, fake);
    add(reversed(original), reversed(fake));
    for (UnaryOperator<String> form : forms()) {
      add(latin(form.apply(hex(original))), latin(form.apply(hex(fake))));
      if (size == 16) {
        add(latin(form.apply(uuid(original))), latin(form.apply(uuid(fake))));
      }
    }
  }

  private static List<UnaryOperator<String>> forms() {
    return List.of(UnaryOperator.identity(), s -> s.toUpperCase(java.util.Locale.ROOT));
  }

  private void add(byte[] original, byte[] fake) {
    replacements.add(new Replacement(original, fake));
  }

  private void replaceIn(byte[] data) {
    for (Replacement r : replacements) {
      byte first = r.original[0];
      for (int at = 0; at <= data.length - r.original.length; at++) {
        if (data[at] == first
            && Arrays.equals(data, at, at + r.original.length, r.original, 0, r.original.length)) {
          System.arraycopy(r.fake, 0, data, at, r.fake.length);
          at += r.fake.length - 1;
        }
      }
    }
  }

  // ---- constants in the place of others ----

  private static String fakeSerial(String original) {
    int length = original.length();
    return length <= SERIAL.length()
        ? SERIAL.substring(0, length - 1) + 1
        : SERIAL + "0".repeat(length - SERIAL.length() - 1) + 1;
  }

  /** An NQN keeps who gave it, and its form. */
  private static String fakeName(String original) {
    String uuid = ":uuid:";
    int colon = original.indexOf(':');
    int from = original.contains(uuid) ? original.indexOf(uuid) + uuid.length() : colon + 1;
    return original.substring(0, from)
        + original.substring(from).replaceAll("[0-9A-Za-z]", "0").replaceFirst("0$", "1");
  }

  // ---- forms ----

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] wide(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String uuid(byte[] bytes) {
    return hex(bytes).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] other = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      other[i] = bytes[bytes.length - 1 - i];
    }
    return other;
  }

  /** Each two bytes the other way round, as ATA has texts. */
  private static byte[] swapped(byte[] bytes) {
    byte[] other = bytes.clone();
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      other[i] = bytes[i + 1];
      other[i + 1] = bytes[i];
    }
    return other;
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  private static boolean isDistinct(byte[] bytes) {
    int nonZero = 0;
    for (byte b : bytes) {
      nonZero += b == 0 || b == -1 ? 0 : 1;
    }
    return nonZero >= DISTINCT;
  }
}
