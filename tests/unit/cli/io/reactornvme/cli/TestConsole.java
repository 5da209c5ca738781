package io.reactornvme.cli;

import io.reactornvme.emulator.ControllerSpec;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A console that keeps what is written to it. */
final class TestConsole {

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Console console;

  private TestConsole(boolean terminal, int width, Charset charset, Map<String, String> env) {
    this(terminal, width, charset, env, null);
  }

  private TestConsole(
      boolean terminal,
      int width,
      Charset charset,
      Map<String, String> env,
      @Nullable BufferedReader person) {
    console =
        new Console(out, err, new Console.Facts(terminal, terminal, width, charset, env), person);
  }

  /** A terminal with a person who types something. */
  static TestConsole typing(String answers) {
    return person(new StringReader(answers));
  }

  static TestConsole person(Reader answers) {
    return new TestConsole(
        true, 80, StandardCharsets.UTF_8, Map.of("NO_COLOR", "1"), new BufferedReader(answers));
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

  /** Runs a command line on emulated drives that are as given, whose time goes so fast. */
  int run(ObjIntConsumer<ControllerSpec> drives, double clockSpeed, String... arguments) {
    CommandLine main = Main.commandLine(console);
    CommandLine command = main.getSubcommands().get(arguments[0]);
    EmulatedOptions emulated = ((DriveCommand<?>) command.getCommandSpec().userObject()).emulated;
    emulated.with = drives;
    emulated.clockSpeed = clockSpeed;
    return main.execute(arguments);
  }

  /** Runs a command line. */
  int run(String... arguments) {
    return Main.run(console, arguments);
  }
}
