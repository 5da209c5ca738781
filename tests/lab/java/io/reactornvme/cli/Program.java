package io.reactornvme.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs command lines of the program in this JVM: to start one for each takes long in the guest. */
public final class Program {

  /** What a command line said, and its exit status. */
  public record Said(int status, byte[] out, String err) {
    /** Stdout as text. */
    public String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private Program() {}

  /** As from a shell, with pipes for stdout and stderr. */
  public static Said run(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console.Facts facts = new Console.Facts(false, false, 0, StandardCharsets.UTF_8, Map.of());
    int status = Main.run(new Console(out, err, facts), line);
    return new Said(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }
}
