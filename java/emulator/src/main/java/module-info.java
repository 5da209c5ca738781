/** NVMe controllers without drives, in the JVM. */
module io.reactornvme.emulator {
  requires transitive io.reactornvme;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;

  exports io.reactornvme.emulator;
}
