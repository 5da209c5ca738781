package io.reactornvme.cli;

/** What {@code rnvme top} sorts by, and the key for it. */
enum TopSort {
  DEVICE('d'),
  TEMP('t'),
  WEAR('w'),
  READ('i'),
  WRITE('o'),
  LATENCY('l'),
  STATE('s');

  final char key;

  TopSort(char key) {
    this.key = key;
  }

  /** As options. */
  static final class Names extends Words<TopSort> {
    Names() {
      super(values());
    }
  }
}
