package io.reactornvme.fuzz;

import io.reactornvme.Access;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sees what goes wrong on other threads: exceptions that end them, and what the library logs. */
final class Watch {

  private static final Queue<Throwable> SEEN = new ConcurrentLinkedQueue<>();

  /** Held, for the level is lost with the logger. */
  private static final Logger LOG = Logger.getLogger("io.reactornvme");

  static {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> saw(thread.getName(), e));
    LOG.setUseParentHandlers(false);
    LOG.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
              saw("logged: " + entry.getMessage(), entry.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private Watch() {}

  static void begin() {
    SEEN.clear();
  }

  static void saw(String where, Throwable what) {
    SEEN.add(new AssertionError(where, what));
  }

  /** Throws what was seen. */
  static void end() {
    Throwable first = SEEN.poll();
    if (first != null) {
      SEEN.forEach(first::addSuppressed);
      throw (AssertionError) first;
    }
  }

  /** The same backend, which must not throw at a command. */
  static NvmeBackend over(NvmeBackend drives) {
    return new NvmeBackend() {
      @Override
      public String description() {
        return drives.description();
      }

      @Override
      public List<NvmeControllerInfo> controllers() {
        return drives.controllers();
      }

      @Override
      public BackendDevice open(String controller, int nsid, Access access) throws IOException {
        BackendDevice device = drives.open(controller, nsid, access);
        return new BackendDevice() {
          @Override
          public void submit(BackendCommand command) {
            try {
              device.submit(command);
            } catch (Throwable t) {
              saw("the backend threw at " + command, t);
              throw t;
            }
          }

          @Override
          public void close() {
            device.close();
          }
        };
      }
    };
  }
}
