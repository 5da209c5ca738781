package io.reactornvme.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Data structures of real (emulated) drives, what nvme-cli made of them, and made-up ones. */
final class Samples {

  static final List<String> DRIVES = List.of("plain", "meta", "zns", "fdp", "sriov");

  private static final Pattern PAIR = Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|(\\d+))");
  private static final Pattern ARRAY = Pattern.compile("\"\\w+\":\\[(.*)]", Pattern.DOTALL);

  private Samples() {}

  static ByteBuffer bytes(String name) {
    return ByteBuffer.wrap(read(name + ".bin"));
  }

  /** The numbers and strings at the top level of nvme-cli's JSON. */
  static Map<String, String> json(String name) {
    return pairs(ARRAY.matcher(text(name)).replaceAll(""));
  }

  /** The objects in the one array that nvme-cli's JSON has. */
  static List<Map<String, String>> jsonArray(String name) {
    Matcher array = ARRAY.matcher(text(name));
    if (!array.find()) {
      throw new IllegalArgumentException("no array in " + name);
    }
    List<Map<String, String>> objects = new ArrayList<>();
    for (String object : array.group(1).split("\\{")) {
      if (!object.isBlank()) {
        objects.add(pairs(object));
      }
    }
    return objects;
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(text);
    while (pair.find()) {
      pairs.put(pair.group(1), pair.group(2) != null ? pair.group(2) : pair.group(3));
    }
    return pairs;
  }

  private static String text(String name) {
    return new String(read(name + ".json"), StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no sample " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteBuffer allOnes(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 0xff);
    return ByteBuffer.wrap(bytes);
  }

  static ByteBuffer random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** A field of a data structure: nvme-cli's name, where it is, and the accessor that reads it. */
  record Field(String abbreviation, int offset, int size, String accessor) {

    static List<Field> parse(String table) {
      return table
          .lines()
          .map(line -> line.split(" "))
          .map(f -> new Field(f[0], Integer.parseInt(f[1]), Integer.parseInt(f[2]), f[3]))
          .toList();
    }

    /** What the accessor returns; of a record of flags, the undecoded value. */
    Object read(Object structure) {
      Object value = call(structure, accessor);
      return value instanceof Record ? call(value, "value") : value;
    }

    /** The field's bytes as a number, in the order given. */
    BigInteger number(ByteBuffer data, boolean bigEndian) {
      byte[] magnitude = new byte[size];
      for (int i = 0; i < size; i++) {
        magnitude[bigEndian ? i : size - 1 - i] = data.get(offset + i);
      }
      return new BigInteger(1, magnitude);
    }
  }

  static Object call(Object target, String accessor) {
    try {
      Method method = target.getClass().getMethod(accessor);
      return method.invoke(target);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Unsigned value of a number from an accessor of that width. */
  static BigInteger unsigned(Object number) {
    return number instanceof BigInteger big
        ? big
        : new BigInteger(Long.toUnsignedString(((Number) number).longValue()));
  }
}
