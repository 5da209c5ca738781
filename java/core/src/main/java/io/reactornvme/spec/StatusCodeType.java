package io.reactornvme.spec;

/**
 * Status Code Type (SCT): which table a status code is from.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     4.2.3, Status Field Definition</a>
 */
public enum StatusCodeType {
  /** SCT 0h: status that any command can end with, success among them. */
  GENERIC,
  /** SCT 1h: the meaning depends on the command. */
  COMMAND_SPECIFIC,
  /** SCT 2h: the medium failed, or data and its protection information disagree. */
  MEDIA_AND_DATA_INTEGRITY,
  /** SCT 3h: the way to the namespace failed; another path may work. */
  PATH_RELATED,
  /** SCT 7h: defined by the vendor. */
  VENDOR_SPECIFIC,
  /** SCT 4h to 6h: not defined. */
  RESERVED;

  static StatusCodeType of(int sct) {
    return switch (sct) {
      case 0 -> GENERIC;
      case 1 -> COMMAND_SPECIFIC;
      case 2 -> MEDIA_AND_DATA_INTEGRITY;
      case 3 -> PATH_RELATED;
      case 7 -> VENDOR_SPECIFIC;
      default -> RESERVED;
    };
  }
}
