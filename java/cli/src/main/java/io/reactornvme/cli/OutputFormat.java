package io.reactornvme.cli;

/** What {@code -o} chooses. */
enum OutputFormat {
  /** For people. */
  NORMAL,
  /** For programs: one JSON document. */
  JSON,
  /** For programs that read a stream: one JSON object a line. */
  NDJSON,
  /** The bytes as the drive gave them. */
  BINARY;

  /** As options of commands that show what a drive answered. */
  static final class Names extends Words<OutputFormat> {
    Names() {
      super(values());
    }
  }

  /** As options of commands whose answer has no bytes. */
  static final class TextNames extends Words<OutputFormat> {
    TextNames() {
      super(new OutputFormat[] {NORMAL, JSON, NDJSON});
    }
  }

  boolean isJson() {
    return this == JSON || this == NDJSON;
  }
}
