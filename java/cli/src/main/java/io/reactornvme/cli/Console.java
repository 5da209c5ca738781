package io.reactornvme.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/**
 * The process's output: data on stdout, everything that is said to a person on stderr, and what is
 * known of the terminals behind them.
 *
 * <p>Thread-safe. After {@link #close()} nothing more is written.
 */
final class Console {

  private static final int DEFAULT_WIDTH = 80;

  /** Characters for stderr that are kept: a drive in trouble may have much to say in a night. */
  private static final int MOST_HELD = 64 * 1024;

  /** Wide enough for any table: what goes into a file or a pipe is not cut. */
  private static final int UNLIMITED = 100_000;

  /** The reader of stdout has gone, as in {@code rnvme … | head -1}. */
  static final class BrokenPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPipeException(IOException cause) {
      super(cause);
    }
  }

  /**
   * What is behind the streams.
   *
   * @param outIsTerminal whether a person looks at stdout
   * @param errIsTerminal whether a person looks at stderr
   * @param width columns of that terminal, or 0 if unknown
   * @param charset of the terminal
   * @param environment for NO_COLOR and its like
   */
  record Facts(
      boolean outIsTerminal,
      boolean errIsTerminal,
      int width,
      Charset charset,
      Map<String, String> environment) {}

  private final OutputStream out;
  private final OutputStream err;
  private final Facts facts;
  private final @Nullable BufferedReader person;
  private final PrintWriter outWriter;
  private final PrintWriter errWriter;

  /** What stands on stderr's last line and is to be erased before anything else goes there. */
  private boolean statusShown;

  /** What is to go to stderr once the screen is the shell's again, or null if it is. */
  private @Nullable StringBuilder held;

  private boolean closed;
  private boolean broken;
  private volatile Supplier<@Nullable String> onInterrupt = () -> null;

  Console(OutputStream out, OutputStream err, Facts facts) {
    this(out, err, facts, null);
  }

  /**
   * A console.
   *
   * @param person who can be asked, or null if nobody is there: stdin or stderr is no terminal
   */
  Console(OutputStream out, OutputStream err, Facts facts, @Nullable BufferedReader person) {
    this.out = out;
    this.err = err;
    this.facts = facts;
    this.person = person;
    this.outWriter = new PrintWriter(new LineWriter(this::printOrComplain), true);
    this.errWriter = new PrintWriter(new LineWriter(this::toErr), true);
  }

  /** The console of this process. */
  static Console ofProcess() {
    // Not System.out: a PrintStream hides that nobody reads any more.
    Facts facts = facts();
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        facts,
        facts.errIsTerminal() && inIsTerminal() ? person(facts.charset()) : null);
  }

  private static BufferedReader person(Charset charset) {
    return new BufferedReader(
        new InputStreamReader(new FileInputStream(FileDescriptor.in), charset));
  }

  private static boolean inIsTerminal() {
    try {
      return mayBeTerminal(0) && new JniTerminalProvider().isSystemStream(SystemStream.Input);
    } catch (RuntimeException | LinkageError e) {
      return false; // see facts()
    }
  }

  private static Facts facts() {
    Map<String, String> environment = System.getenv();
    boolean outIsTerminal = false;
    boolean errIsTerminal = false;
    int width = 0;
    try {
      if (mayBeTerminal(1) || mayBeTerminal(2)) {
        // jline says there what it cannot load, which is of no use to who looks after drives.
        Logger.getLogger("").setLevel(Level.OFF);
        TerminalProvider terminal = new JniTerminalProvider();
        outIsTerminal = terminal.isSystemStream(SystemStream.Output);
        errIsTerminal = terminal.isSystemStream(SystemStream.Error);
        if (outIsTerminal || errIsTerminal) {
          width =
              terminal.systemStreamWidth(outIsTerminal ? SystemStream.Output : SystemStream.Error);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // A system that jline has no native library for: the plainest output is right everywhere.
    }
    return new Facts(outIsTerminal, errIsTerminal, width, charset(), environment);
  }

  /**
   * Quicker than jline, which unpacks a library: whether it needs to be asked of a stream.
   *
   * @param number of the file descriptor
   */
  private static boolean mayBeTerminal(int number) {
    Path link = Path.of("/proc/self/fd/" + number);
    try {
      String behind = Files.readSymbolicLink(link).toString();
      return !behind.startsWith("pipe:")
          && !behind.startsWith("socket:")
          && !behind.equals("/dev/null")
          && !Files.isRegularFile(link);
    } catch (IOException | RuntimeException e) {
      return true; // a system without such links
    }
  }

  /** The locale's, also where Java's own default is always UTF-8. */
  private static Charset charset() {
    try {
      return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    } catch (IllegalArgumentException e) {
      return StandardCharsets.US_ASCII;
    }
  }

  boolean outIsTerminal() {
    return facts.outIsTerminal();
  }

  boolean errIsTerminal() {
    return facts.errIsTerminal();
  }

  /** Columns to lay text out for. */
  int width() {
    if (facts.width() > 0) {
      return facts.width();
    }
    String columns = facts.environment().getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
  }

  /** Columns that a table may take: without a terminal as many as it wants. */
  int tableWidth() {
    return facts.outIsTerminal() || facts.environment().containsKey("COLUMNS")
        ? width()
        : UNLIMITED;
  }

  /** Whether stdout gets colours; see no-color.org and bixense.com/clicolors. */
  boolean colour() {
    if (!facts.environment().getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    if (!facts.environment().getOrDefault("CLICOLOR_FORCE", "0").equals("0")) {
      return true;
    }
    return facts.outIsTerminal() && !facts.environment().getOrDefault("TERM", "").equals("dumb");
  }

  /** Whether the terminal can show the text. */
  boolean canShow(String text) {
    return facts.charset().newEncoder().canEncode(text);
  }

  /**
   * Writes data to stdout, at once.
   *
   * @throws BrokenPipeException if nobody reads it any more
   * @throws UncheckedIOException if it cannot be written
   */
  void print(String text) {
    // Into a file as nvme-cli does, whatever the locale: that of cron is often none.
    if (!facts.outIsTerminal()) {
      print(text.getBytes(StandardCharsets.UTF_8));
    } else {
      String shown = text.indexOf('°') < 0 || canShow("°") ? text : text.replace("°", "");
      print(shown.getBytes(facts.charset()));
    }
  }

  /** Writes bytes to stdout, at once and in one piece; see {@link #print(String)}. */
  synchronized void print(byte[] bytes) {
    if (closed) {
      return;
    }
    eraseStatus();
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (why.contains("Broken pipe")) {
        closed = true;
        broken = true;
        throw new BrokenPipeException(e);
      }
      throw new UncheckedIOException("cannot write to stdout: " + why, e);
    }
  }

  /** For who does not expect an exception: it is told here, once, and the writer keeps that. */
  private void printOrComplain(String text) throws IOException {
    try {
      print(text);
    } catch (BrokenPipeException e) {
      throw new IOException(e);
    } catch (UncheckedIOException e) {
      if (!outWriter.checkError()) {
        complain(e.getMessage());
      }
      throw e.getCause();
    }
  }

  /** Tells a person what is wrong, on stderr, after the program's name. */
  void complain(String message) {
    note("rnvme: " + message);
  }

  /** Tells a person something, on stderr, on a line of its own. */
  void note(String line) {
    toErr(line + System.lineSeparator());
  }

  /** Keeps what would go to stderr, while a picture fills the screen. */
  synchronized void hold() {
    held = new StringBuilder();
  }

  /** Lets it go, and all that follows. */
  synchronized void release() {
    String text = held == null ? "" : held.toString();
    held = null;
    toErr(text);
  }

  /** Whether somebody is there to be asked. */
  boolean canAsk() {
    return person != null;
  }

  /**
   * Asks the person a question and waits for the answer.
   *
   * @return a line without its end, or null if the person has gone
   */
  @Nullable String ask(String question) {
    if (person == null) {
      throw new IllegalStateException("there is nobody to ask");
    }
    toErr(question);
    try {
      return person.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  private synchronized void toErr(String text) {
    if (held != null) {
      if (held.length() < MOST_HELD) {
        held.append(text);
      }
    } else if (!closed && !text.isEmpty()) {
      eraseStatus();
      writeErr(text);
    }
  }

  /** Shows a line that the next one replaces; only for a stderr that {@link #errIsTerminal}. */
  synchronized void status(String line) {
    if (!closed) {
      writeErr("\r" + line + "\033[K");
      statusShown = true;
    }
  }

  /** Takes the line of {@link #status} away again. */
  synchronized void eraseStatus() {
    if (statusShown) {
      statusShown = false;
      writeErr("\r\033[K");
    }
  }

  private void writeErr(String text) {
    try {
      err.write(text.getBytes(facts.charset()));
      err.flush();
    } catch (IOException e) {
      // There is nobody to tell.
    }
  }

  /** What to say if the program is ended now from outside; null for nothing. */
  void onInterrupt(Supplier<@Nullable String> words) {
    onInterrupt = words;
  }

  /** The program ends: leave a clean line to the shell, and say what is left behind. */
  void end() {
    String words = onInterrupt.get();
    if (words != null) {
      complain(words);
    }
    close();
  }

  /** For help texts to stdout. */
  PrintWriter outWriter() {
    return outWriter;
  }

  /** For help texts and stack traces to stderr. */
  PrintWriter errWriter() {
    return errWriter;
  }

  /** Whether the reader of stdout has gone; then nothing more is said on stderr either. */
  synchronized boolean isBroken() {
    return broken;
  }

  /** Ends all output, between two lines. */
  synchronized void close() {
    eraseStatus();
    closed = true;
  }

  /** Breaks a text into lines that fit, each after the indent. */
  String wrapped(String text, String indent) {
    StringBuilder all = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > width()) {
        all.append(line).append(System.lineSeparator());
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    return all.append(line).toString();
  }

  /** Text from a drive or a file name, without what could steer the terminal. */
  static String printable(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Hands on what was written at each flush. */
  private static final class LineWriter extends Writer {
    private final To to;
    private final StringBuilder text = new StringBuilder();

    /** Where it goes. */
    interface To {
      void write(String text) throws IOException;
    }

    LineWriter(To to) {
      this.to = to;
    }

    @Override
    public void write(char[] chars, int from, int count) {
      text.append(chars, from, count);
    }

    @Override
    public void flush() throws IOException {
      if (!text.isEmpty()) {
        String all = text.toString();
        text.setLength(0);
        to.write(all);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
