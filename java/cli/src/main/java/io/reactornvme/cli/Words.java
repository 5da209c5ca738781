package io.reactornvme.cli;

import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An enum as words in lower case: as an option's values, in messages and for completion. */
abstract class Words<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {

  private final E[] values;

  Words(E[] values) {
    this.values = values;
  }

  @Override
  public E convert(String word) {
    for (E value : values) {
      if (word(value).equals(word)) {
        return value;
      }
    }
    throw new TypeConversionException("'" + word + "' is none of " + String.join(", ", this));
  }

  @Override
  public Iterator<String> iterator() {
    return Stream.of(values).map(this::word).iterator();
  }

  /** Of a name in camel case, such as {@code controller-added}. */
  static String ofName(String name, String between) {
    return String.join(between, name.split("(?<=[a-z])(?=[A-Z])")).toLowerCase(Locale.ROOT);
  }

  private String word(E value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
