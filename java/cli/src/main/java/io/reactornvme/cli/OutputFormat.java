package io.reactornvme.cli;

/** What {@code -o} chooses. */
enum OutputFormat {
  /** For people. */
  NORMAL,
  /** For programs. */
  JSON;

  /** As options. */
  static final class Names extends Words<OutputFormat> {
    Names() {
      super(values());
    }
  }
}
