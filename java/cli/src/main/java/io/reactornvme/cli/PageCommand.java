package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.NvmeStructure;
import java.io.IOException;

/**
 * A command that shows a structure of a drive. One more is one more class: how to ask for it, and
 * its {@link Page}.
 *
 * @param <T> the structure
 */
abstract class PageCommand<T extends NvmeStructure> extends ShowCommand<T> {

  PageCommand(Console console) {
    super(console);
  }

  abstract Page<T> page();

  @Override
  String text(Answer<T> answer, T value) {
    return page().text(value, new Page.At(answer.name(), answer.nsid()));
  }

  @Override
  void json(JsonGenerator json, T value) throws IOException {
    page().json(json, value);
  }

  @Override
  byte[] binary(T value) {
    return Raw.bytes(value.raw());
  }
}
