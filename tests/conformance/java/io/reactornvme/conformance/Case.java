package io.reactornvme.conformance;

/**
 * One thing that the specification says of a drive.
 *
 * @param id group and name, such as {@code identify/nsid-0}
 * @param section where it says so: {@code B} the NVM Express Base Specification 2.1, {@code N} the
 *     NVM Command Set Specification 1.1, {@code O} the OCP Datacenter NVMe SSD Specification 2.0,
 *     {@code L} this library's own contract
 * @param what in words
 * @param body does it, and throws a {@link Deviation} if the drive does something else
 */
record Case(String id, String section, String what, Body body) {

  /** What a case does. */
  @FunctionalInterface
  interface Body {
    void run(Drive drive);
  }
}
