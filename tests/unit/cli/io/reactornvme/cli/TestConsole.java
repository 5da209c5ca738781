package io.reactornvme.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A console that keeps what is written to it. */
final class TestConsole {

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Console console;

  private TestConsole(boolean terminal, int width, Charset charset, Map<String, String> env) {
    console = new Console(out, err, new Console.Facts(terminal, terminal, width, charset, env));
  }

  static TestConsole piped(String... env) {
    return new TestConsole(false, 0, StandardCharsets.UTF_8, map(env));
  }

  static TestConsole terminal(int width, String... env) {
    return new TestConsole(true, width, StandardCharsets.UTF_8, map(env));
  }

  static TestConsole ascii() {
    return new TestConsole(true, 200, StandardCharsets.US_ASCII, Map.of("NO_COLOR", "1"));
  }

  private static Map<String, String> map(String... env) {
    return env.length == 0 ? Map.of() : Map.of(env[0], env[1]);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Runs a command line. */
  int run(String... arguments) {
    return Main.run(console, arguments);
  }
}
