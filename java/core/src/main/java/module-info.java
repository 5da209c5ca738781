/** NVMe passthrough for the JVM, asynchronous from the wire up. */
module io.reactornvme {
  requires transitive reactor.core;
  requires transitive org.reactivestreams;
  requires static transitive org.jspecify;

  exports io.reactornvme;
  exports io.reactornvme.spec;
  exports io.reactornvme.spi;
}
