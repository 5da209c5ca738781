/** The program {@code rnvme}. */
module io.reactornvme.cli {
  requires io.reactornvme;
  requires io.reactornvme.emulator;
  requires static org.jspecify;
  requires java.logging;
  requires info.picocli;
  requires com.fasterxml.jackson.core;
  requires ascii.table;
  requires me.tongfei.progressbar;
  requires org.jline.terminal;
  requires org.jline.terminal.jni;

  opens io.reactornvme.cli to
      info.picocli;
}
