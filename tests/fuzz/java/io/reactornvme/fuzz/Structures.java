package io.reactornvme.fuzz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds of every decoder of {@code io.reactornvme.spec}, whatever the bytes. */
final class Structures {

  /** UTF-8 by the specification; all other text is ASCII. */
  private static final Set<String> UTF_8 = Set.of("nvmSubsystemNvmeQualifiedName");

  /** An NSID is 32 bits, unsigned. */
  private static final Set<String> UNSIGNED = Set.of("namespaceIdentifiers");

  private static final Set<String> OF_OBJECT = Set.of("hashCode", "toString", "raw");

  /** The accessors of a class, found once. */
  private static final ClassValue<List<Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          return Arrays.stream(type.getMethods())
              .filter(m -> m.getDeclaringClass() == type && m.getParameterCount() == 0)
              .filter(m -> !Modifier.isStatic(m.getModifiers()))
              .filter(m -> !OF_OBJECT.contains(m.getName()))
              .toList();
        }
      };

  private Structures() {}

  /** Decodes a structure of this size, and one too short if these bytes are. */
  static <T> T check(byte[] input, int size, Function<ByteBuffer, T> decoder) {
    if (input.length < size) {
      try {
        decoder.apply(ByteBuffer.wrap(input));
        throw new AssertionError(input.length + " bytes were taken for " + size);
      } catch (IllegalArgumentException e) {
        // as documented
      }
    }
    // Zeros at the end are left out of the corpus.
    byte[] bytes = Arrays.copyOf(input, Math.max(size, input.length) + 1);
    ByteBuffer data = ByteBuffer.wrap(bytes);
    T structure = decoder.apply(data);
    require(data.position() == 0 && data.order() == ByteOrder.BIG_ENDIAN, "the buffer was moved");
    readAll(structure);

    // The same bytes elsewhere are equal, and what becomes of the buffer does not matter.
    ByteBuffer shifted = ByteBuffer.allocateDirect(bytes.length + 3);
    shifted.position(3).mark();
    shifted.put(bytes, 0, size).reset();
    T same = decoder.apply(shifted);
    Arrays.fill(bytes, (byte) 0x5A);
    require(structure.equals(same) && structure.hashCode() == same.hashCode(), "not equal");
    require(structure.toString().equals(same.toString()), "described in two ways");
    return structure;
  }

  /** Reads every field, and every field of those. */
  private static void readAll(Object structure) {
    for (Method accessor : ACCESSORS.get(structure.getClass())) {
      Object value = call(structure, accessor);
      if (value != null || !accessor.getAnnotatedReturnType().isAnnotationPresent(Nullable.class)) {
        check(accessor.getName(), value);
      }
    }
    check("toString", structure.toString());
  }

  private static void check(String name, Object value) {
    require(value != null, name + " is null");
    if (value instanceof String text) {
      // It goes to terminals and logs as it is: no control characters, no line breaks.
      require(
          UTF_8.contains(name) || text.chars().allMatch(c -> c >= ' ' && c <= '~'),
          name + " is not printable");
    } else if (value instanceof Integer number) {
      require(number >= 0 || UNSIGNED.contains(name), name + " is " + number);
    } else if (value instanceof BigInteger number) {
      require(number.signum() >= 0, name + " is " + number);
    } else if (value instanceof Duration time) {
      require(!time.isNegative(), name + " is " + time);
    } else if (value instanceof ByteBuffer bytes) {
      require(bytes.isReadOnly() && bytes.order() == ByteOrder.LITTLE_ENDIAN, name);
    } else if (value instanceof List<?> list) {
      list.forEach(element -> check(name, element));
    } else if (!(value instanceof Enum<?>)
        && value.getClass().getPackageName().startsWith("io.reactornvme")) {
      readAll(value);
    }
  }

  private static Object call(Object structure, Method accessor) {
    try {
      return accessor.invoke(structure);
    } catch (InvocationTargetException e) {
      throw new AssertionError(accessor + " threw", e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  static void require(boolean held, String otherwise) {
    if (!held) {
      throw new AssertionError(otherwise);
    }
  }
}
