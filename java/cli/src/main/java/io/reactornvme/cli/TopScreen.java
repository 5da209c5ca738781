package io.reactornvme.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal while {@code rnvme top} has it: a screen of its own, keys without a line feed. After
 * {@link #close()} it is as it was, with what stood on it.
 *
 * <p>All that happens is posted to one queue and done on the thread of {@link #run()}, which alone
 * touches the table. {@link #post} and {@link #close} may be called from any thread.
 */
final class TopScreen implements AutoCloseable {

  /** What comes so close together is drawn together. */
  private static final long FRAME = TimeUnit.MILLISECONDS.toNanos(50);

  /** The clock on the screen goes on also if nothing happens. */
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);

  /** The bytes that a key sends come at once; a lone escape is followed by nothing. */
  private static final long ESCAPE_MILLIS = 50;

  private static final long KEY_MILLIS = 1000;

  private static final char ESCAPE = '\033';
  private static final char CTRL_C = 3;
  private static final char CTRL_L = 12;

  private final Console console;
  private final Terminal terminal;
  private final TopTable table;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Attributes before;
  private boolean ended;
  private boolean wasResized;
  private boolean closed;

  /** Takes the terminal. */
  TopScreen(Console console, Terminal terminal, TopTable table) {
    this.console = console;
    this.terminal = terminal;
    this.table = table;
    before = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    // Stopped by Ctrl-Z it would leave the shell with this screen; at Ctrl-\ a JVM writes on it.
    raw.setControlChar(ControlChar.VSUSP, 0);
    raw.setControlChar(ControlChar.VQUIT, 0);
    terminal.setAttributes(raw);
    terminal.handle(Signal.INT, signal -> post(this::end));
    terminal.handle(Signal.WINCH, signal -> post(() -> wasResized = true));
    console.hold();
    console.print(
        code(Capability.enter_ca_mode)
            + code(Capability.cursor_invisible)
            + code(Capability.clear_screen));
    Thread keys = new Thread(this::readKeys, "rnvme-keys");
    keys.setDaemon(true);
    keys.start();
  }

  /** Whether a terminal can do what is needed. */
  static boolean suits(Terminal terminal) {
    return terminal.getStringCapability(Capability.enter_ca_mode) != null
        && terminal.getStringCapability(Capability.exit_ca_mode) != null
        && terminal.getStringCapability(Capability.cursor_home) != null
        && terminal.getStringCapability(Capability.clr_eol) != null;
  }

  /** To be done on the thread of {@link #run()}, before the next picture. */
  void post(Runnable work) {
    inbox.add(work);
  }

  /** To be called from posted work: the end of {@link #run()}. */
  void end() {
    ended = true;
  }

  /** Draws, until {@link #end()} or a key for it. */
  void run() throws InterruptedException {
    while (!ended) {
      draw();
      Runnable next = inbox.poll(TICK, TimeUnit.NANOSECONDS);
      long frame = System.nanoTime() + FRAME;
      while (next != null && !ended) {
        next.run();
        long left = frame - System.nanoTime();
        next = left <= 0 ? null : inbox.poll(left, TimeUnit.NANOSECONDS);
      }
    }
  }

  private void draw() {
    // A terminal that does not tell its size has that of the first ones.
    Size size = terminal.getSize();
    int width = size.getColumns() > 0 ? size.getColumns() : 80;
    int height = size.getRows() > 0 ? size.getRows() : 24;
    StringBuilder picture = new StringBuilder();
    if (wasResized) {
      wasResized = false;
      picture.append(code(Capability.clear_screen)); // the terminal may have wrapped lines anew
    }
    picture.append(code(Capability.cursor_home));
    List<String> lines = table.lines(width, height, Instant.now());
    for (int i = 0; i < lines.size(); i++) {
      // Before the text: after a text that fills the line the last character would be erased.
      picture.append(i == 0 ? "" : "\r\n").append(code(Capability.clr_eol)).append(lines.get(i));
    }
    print(picture.toString());
  }

  private String code(Capability capability) {
    String code = terminal.getStringCapability(capability);
    return code == null ? "" : Curses.tputs(code);
  }

  private synchronized void print(String picture) {
    if (!closed) {
      console.print(picture);
    }
  }

  /** Gives the terminal back, once; it is left open. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    post(this::end);
    closed = true; // and nothing is drawn on the shell's screen
    try {
      console.print(code(Capability.cursor_normal) + code(Capability.exit_ca_mode));
    } finally {
      try {
        terminal.setAttributes(before);
      } catch (IllegalStateException e) {
        // At the end of the process jline closes it, and has done so already: that is the same.
      }
      console.release();
    }
  }

  // ---- keys ----

  private void readKeys() {
    NonBlockingReader reader = terminal.reader();
    try {
      // With a limit: jline holds a lock while it waits without one, and could not be closed.
      int c = NonBlockingReader.READ_EXPIRED;
      while (c != NonBlockingReader.EOF) {
        c = reader.read(KEY_MILLIS);
        if (c >= 0) {
          String key = c == ESCAPE ? sequence(reader) : String.valueOf((char) c);
          post(() -> pressed(key));
        }
      }
    } catch (IOException e) {
      // The terminal is gone, or closed at the end.
    }
    post(this::end);
  }

  /** What a key such as an arrow sends, without what they differ in between terminals. */
  private static String sequence(NonBlockingReader reader) throws IOException {
    StringBuilder sequence = new StringBuilder();
    int c = reader.read(ESCAPE_MILLIS);
    if (c != '[' && c != 'O') {
      return "";
    }
    do {
      c = reader.read(ESCAPE_MILLIS);
      if (c >= 0) {
        sequence.append((char) c);
      }
    } while (c >= '0' && c <= '?'); // parameters; then one that says which key
    return "ESC " + sequence;
  }

  private void pressed(String key) {
    switch (key) {
      case "q", "Q" -> end();
      case "r" -> table.reverse();
      case "j", "ESC B" -> table.scroll(1);
      case "k", "ESC A" -> table.scroll(-1);
      case " ", "ESC 6~" -> table.scrollPages(1);
      case "b", "ESC 5~" -> table.scrollPages(-1);
      case "g", "ESC H", "ESC 1~" -> table.scroll(-table.size());
      case "G", "ESC F", "ESC 4~" -> table.scroll(table.size());
      default -> other(key);
    }
  }

  private void other(String key) {
    char c = key.length() == 1 ? key.charAt(0) : 0;
    if (c == CTRL_C) {
      end();
    } else if (c == CTRL_L) {
      wasResized = true;
    }
    for (TopSort sort : TopSort.values()) {
      if (sort.key == c) {
        table.sort(sort);
      }
    }
  }
}
