package io.reactornvme.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import reactor.util.Loggers;

/** Shows the warnings of the library and of Reactor like the program's own. */
final class LogToConsole extends Handler {

  private final Console console;

  private LogToConsole(Console console) {
    this.console = console;
    setFormatter(new SimpleFormatter());
  }

  /** To be called before the library is touched. */
  static void install(Console console) {
    Loggers.useJdkLoggers();
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.WARNING);
    root.addHandler(new LogToConsole(console));
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      console.complain(getFormatter().formatMessage(record));
      if (record.getThrown() != null) {
        record.getThrown().printStackTrace(console.errWriter());
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
