package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the accessors of a record of flags against a table of their bits. */
final class FlagsAssert {

  private FlagsAssert() {}

  /**
   * Every bit alone: what a table's line says of that bit is what the record says, and nothing
   * else.
   *
   * @param flags the record, with one component
   * @param table for each accessor {@code name=bit} or {@code name=high:low}, separated by spaces
   */
  static void assertBits(Class<? extends Record> flags, String table) {
    Map<String, int[]> bits = new HashMap<>();
    for (String entry : table.trim().split("\\s+")) {
      String[] nameAndBits = entry.split("=");
      String[] range = nameAndBits[1].split(":");
      int high = Integer.parseInt(range[0]);
      int low = range.length == 2 ? Integer.parseInt(range[1]) : -1;
      bits.put(nameAndBits[0], new int[] {high, low});
    }
    Set<String> others = Set.of("value", "hashCode", "toString", "equals", "any");
    Set<String> accessors =
        Arrays.stream(flags.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .filter(name -> !others.contains(name))
            .collect(Collectors.toSet());
    assertThat(accessors).as("accessors of " + flags).isEqualTo(bits.keySet());

    boolean wide = flags.getRecordComponents()[0].getType() == long.class;
    for (int bit = 0; bit < (wide ? 32 : 16); bit++) {
      Record one = create(flags, wide, 1L << bit);
      for (Map.Entry<String, int[]> entry : bits.entrySet()) {
        int high = entry.getValue()[0];
        int low = entry.getValue()[1];
        Object expected;
        if (low < 0) {
          expected = bit == high;
        } else {
          expected = bit >= low && bit <= high ? 1 << (bit - low) : 0;
        }
        assertThat(Samples.call(one, entry.getKey()))
            .as("%s.%s() of bit %d", flags.getSimpleName(), entry.getKey(), bit)
            .isEqualTo(expected);
      }
    }
  }

  private static Record create(Class<? extends Record> flags, boolean wide, long value) {
    try {
      Constructor<? extends Record> constructor =
          flags.getConstructor(wide ? long.class : int.class);
      return wide ? constructor.newInstance(value) : constructor.newInstance((int) value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** The records of flags that are nested in a data structure. */
  static List<Class<?>> recordsOf(Class<?> structure) {
    return Arrays.stream(structure.getDeclaredClasses()).filter(Class::isRecord).toList();
  }
}
