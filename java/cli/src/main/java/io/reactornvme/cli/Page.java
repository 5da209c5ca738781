package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one structure is shown: a table of its fields, declared once, from which both the text (in
 * nvme-cli's layout) and the JSON (with nvme-cli 2's names and order) are made.
 *
 * <p>A field whose value is null is left out of both, as nvme-cli leaves out those that a drive
 * does not have. Immutable once built.
 *
 * @param <T> the structure
 */
final class Page<T> {

  /**
   * Which drive is shown, for a title.
   *
   * @param device as in {@link Answer#name()}
   * @param nsid the namespace that was asked for
   */
  record At(String device, int nsid) {}

  /** One line of the table; what is null is not for the text, or not for the JSON. */
  private record Field<T>(
      @Nullable String name,
      Function<T, ? extends @Nullable Object> value,
      @Nullable Function<T, @Nullable String> line,
      @Nullable Page<Object> elements) {}

  private final @Nullable Function<At, String> title;
  private final List<Field<T>> fields;

  private Page(@Nullable Function<At, String> title, List<Field<T>> fields) {
    this.title = title;
    this.fields = fields;
  }

  /**
   * Starts a table.
   *
   * @param label of a text line, with {@code %s} for the field's name; such as {@code "%-8s: "}
   */
  static <T> Builder<T> labelled(String label) {
    return labelled(label, false);
  }

  /**
   * The same, for a table in two versions.
   *
   * @param detailed whether what {@link Builder#explained} says is there
   */
  static <T> Builder<T> labelled(String label, boolean detailed) {
    return new Builder<>(label, detailed);
  }

  /** The text, each line with its line feed. */
  String text(T value, At at) {
    StringBuilder text = new StringBuilder();
    if (title != null) {
      text.append(title.apply(at)).append('\n');
    }
    lines(value, text);
    return text.toString();
  }

  private void lines(T value, StringBuilder text) {
    for (Field<T> field : fields) {
      if (field.line != null) {
        String line = field.line.apply(value);
        if (line != null) {
          text.append(line).append('\n');
        }
      }
      if (field.elements != null) {
        for (Object element : (List<?>) field.value.apply(value)) {
          field.elements.lines(element, text);
        }
      }
    }
  }

  /** The fields, into an object that has been begun. */
  void json(JsonGenerator json, T value) throws IOException {
    for (Field<T> field : fields) {
      if (field.name == null) {
        continue;
      }
      Object shown = field.value.apply(value);
      if (field.elements != null) {
        json.writeArrayFieldStart(field.name);
        for (Object element : (List<?>) shown) {
          json.writeStartObject();
          field.elements.json(json, element);
          json.writeEndObject();
        }
        json.writeEndArray();
      } else if (shown != null) {
        Json.field(json, field.name, shown);
      }
    }
  }

  /** As C's {@code %#x} has it: zero has no prefix. */
  static String hex(Object number) {
    long value = ((Number) number).longValue();
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  /** Declares the fields in order. */
  static final class Builder<T> {
    private final String label;
    private final boolean detailed;
    private final List<Field<T>> fields = new ArrayList<>();
    private @Nullable Function<At, String> title;

    private Builder(String label, boolean detailed) {
      this.label = label;
      this.detailed = detailed;
    }

    /** The first line of the text. */
    Builder<T> title(Function<At, String> title) {
      this.title = title;
      return this;
    }

    /** A number or a text as it is. */
    Builder<T> field(String name, Function<T, ? extends @Nullable Object> value) {
      return field(name, String.format(Locale.ROOT, label, name), value, String::valueOf);
    }

    /** A number that the text has in hexadecimal. */
    Builder<T> hex(String name, Function<T, ? extends @Nullable Object> value) {
      return field(name, String.format(Locale.ROOT, label, name), value, Page::hex);
    }

    /** A field whose text has another name or form than its JSON. */
    Builder<T> field(
        String name,
        String label,
        Function<T, ? extends @Nullable Object> value,
        Function<Object, String> form) {
      fields.add(new Field<>(name, value, line(label, value, form), null));
      return this;
    }

    /** A field whose text has another name than its JSON. */
    Builder<T> field(String name, String label, Function<T, ? extends @Nullable Object> value) {
      return field(name, label, value, String::valueOf);
    }

    /** A field that the text has elsewhere, or not at all. */
    Builder<T> json(String name, Function<T, ? extends @Nullable Object> value) {
      fields.add(new Field<>(name, value, null, null));
      return this;
    }

    /** A line that the JSON has elsewhere, or not at all. */
    Builder<T> text(String label, Function<T, ? extends @Nullable Object> value) {
      fields.add(new Field<>(null, value, line(label, value, String::valueOf), null));
      return this;
    }

    /** What the value of the field before means; in the detailed version of the text alone. */
    Builder<T> explained(Function<Object, String> words) {
      Function<T, ? extends @Nullable Object> value = fields.get(fields.size() - 1).value;
      if (detailed) {
        fields.add(new Field<>(null, value, line("", value, words), null));
      }
      return this;
    }

    /** A list: in the JSON an array of objects, in the text the lines of each. */
    @SuppressWarnings("unchecked") // the elements are what the function gives
    <E> Builder<T> list(String name, Function<T, List<E>> values, Page<E> elements) {
      fields.add(new Field<>(name, values, null, (Page<Object>) elements));
      return this;
    }

    Page<T> build() {
      return new Page<>(title, List.copyOf(fields));
    }

    private static <T> Function<T, @Nullable String> line(
        String label,
        Function<T, ? extends @Nullable Object> value,
        Function<Object, String> form) {
      return structure -> {
        Object shown = value.apply(structure);
        return shown == null ? null : label + form.apply(shown);
      };
    }
  }
}
