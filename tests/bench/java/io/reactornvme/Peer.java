package io.reactornvme;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** A process of the peer program; see native/peer.c. */
final class Peer implements AutoCloseable {

  private final Process process;
  private final BufferedReader from;
  private final Writer to;

  Peer(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    from = process.inputReader();
    to = process.outputWriter();
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
