package io.reactornvme.cli;

import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Shows the warnings of the library and of Reactor like the program's own. By Reactor's own
 * interface: java.util.logging would read its configuration, a tenth of the program's start.
 */
record LogToConsole(Console console, String name) implements Logger {

  /** To be called before the library is touched. */
  static void install(Console console) {
    Loggers.useCustomLoggers(name -> new LogToConsole(console, name));
  }

  private void say(String message, @Nullable Throwable error) {
    console.complain(message);
    if (error != null) {
      error.printStackTrace(console.errWriter());
    }
  }

  private void fill(String format, @Nullable Object... arguments) {
    String message = format;
    for (Object argument : arguments) {
      int place = message.indexOf("{}");
      if (place >= 0) {
        message = message.substring(0, place) + argument + message.substring(place + 2);
      }
    }
    say(message, null);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public void error(String message) {
    say(message, null);
  }

  @Override
  public void error(String format, @Nullable Object... arguments) {
    fill(format, arguments);
  }

  @Override
  public void error(String message, Throwable error) {
    say(message, error);
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public void warn(String message) {
    say(message, null);
  }

  @Override
  public void warn(String format, @Nullable Object... arguments) {
    fill(format, arguments);
  }

  @Override
  public void warn(String message, Throwable error) {
    say(message, error);
  }

  // ---- what nobody wants to see ----

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public void info(String message) {}

  @Override
  public void info(String format, @Nullable Object... arguments) {}

  @Override
  public void info(String message, Throwable error) {}

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void debug(String message) {}

  @Override
  public void debug(String format, @Nullable Object... arguments) {}

  @Override
  public void debug(String message, Throwable error) {}

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(String message) {}

  @Override
  public void trace(String format, @Nullable Object... arguments) {}

  @Override
  public void trace(String message, Throwable error) {}
}
