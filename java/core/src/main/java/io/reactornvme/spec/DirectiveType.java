package io.reactornvme.spec;

/**
 * A directive: a way for host and controller to tell each other more than a command says.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     8.1.8, Directives</a>
 */
public enum DirectiveType {
  /** 0h: which directives there are. Always supported where directives are, and enabled. */
  IDENTIFY(0),
  /** 1h: which writes belong together, by stream identifiers. */
  STREAMS(1),
  /** 2h: where writes are placed, by placement identifiers (flexible data placement). */
  DATA_PLACEMENT(2),
  /** Fh: the vendor's. */
  VENDOR_SPECIFIC(15);

  private final int value;

  DirectiveType(int value) {
    this.value = value;
  }

  /** {@return the value in commands, 0 to 15} Directive Type (DTYPE). */
  public int value() {
    return value;
  }
}
