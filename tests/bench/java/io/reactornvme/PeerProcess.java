package io.reactornvme;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** A process that measures by itself: the peer program (native/peer.c), or another JVM. */
final class PeerProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader from;
  private final Writer to;

  PeerProcess(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    from = process.inputReader();
    to = process.outputWriter();
  }

  /** Another JVM like this one, running {@code main}. */
  static PeerProcess java(Class<?> main, String... options) throws IOException {
    List<String> command = javaCommand(main, options);
    return new PeerProcess(
        command.get(0), command.subList(1, command.size()).toArray(String[]::new));
  }

  static List<String> javaCommand(Class<?> main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.add(main.getName());
    return command;
  }

  /** Nanoseconds for so many commands. */
  long run(long commands) throws IOException {
    to.write(commands + "\n");
    to.flush();
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the peer " + process.info() + " has ended");
    }
    return Long.parseLong(line);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
