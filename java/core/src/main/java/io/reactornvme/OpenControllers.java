package io.reactornvme;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The controllers that a scan keeps open from one reading to the next: to look one up in sysfs and
 * open it takes dozens of system calls, to read its log one that is shared with others.
 *
 * <p>Each is lent to one reading at a time. One that is to be closed while it is lent is closed
 * when it comes back. Thread-safe.
 */
final class OpenControllers {

  private static final int ENXIO = 6;
  private static final int ENODEV = 19;

  private final Nvme nvme;
  private final Map<String, NvmeController> idle = new HashMap<>();

  /** Goes up when what is lent is not to be kept. */
  private int epoch;

  private boolean closed;

  /** A controller, for one reading. */
  record Loan(String path, NvmeController controller, int epoch) {}

  OpenControllers(Nvme nvme) {
    this.nvme = nvme;
  }

  /** One that is open, or null. Does not block. */
  synchronized @Nullable Loan take(String path) {
    NvmeController controller = idle.remove(path);
    return controller == null ? null : new Loan(path, controller, epoch);
  }

  /** Opens it, which reads files. */
  Loan open(String path) {
    int before;
    synchronized (this) {
      before = epoch;
    }
    return new Loan(path, nvme.controller(path), before);
  }

  void giveBack(Loan loan) {
    synchronized (this) {
      if (!closed && loan.epoch == epoch && !loan.controller.isDisposed()) {
        idle.put(loan.path, loan.controller);
        return;
      }
    }
    loan.controller.dispose();
  }

  /** Whether the handle is of a drive that is no more; another may be there under its name. */
  static boolean isGone(SmartReading reading) {
    return reading.error() instanceof NvmeOsException e
        && (e.errno() == ENODEV || e.errno() == ENXIO);
  }

  /**
   * Of an event that says that a controller is not what it was: the kernel gives the number of one
   * that was removed to no other as long as somebody has it open, and what is known of one that was
   * restarted was read before.
   */
  void heed(Object event) {
    if (event instanceof NvmeEvent.ControllerAdded e) {
      forget(e.controller().name());
    } else if (event instanceof NvmeEvent.ControllerRestarted e) {
      forget(e.controller().name());
    } else if (event instanceof NvmeEvent.ControllerChanged e) {
      forget(e.controller().name());
    } else if (event instanceof NvmeEvent.ControllerRemoved e) {
      forget(e.controller().name());
    } else if (event instanceof NvmeEvent.Missed) {
      forget(null);
    }
  }

  /** Of a sweep over all there are: what is not among them was removed, and nobody will read it. */
  synchronized void keepOnly(Collection<String> found) {
    Set<String> paths = new HashSet<>(found);
    idle.entrySet()
        .removeIf(
            kept -> {
              boolean gone = !paths.contains(kept.getKey());
              if (gone) {
                kept.getValue().dispose();
              }
              return gone;
            });
  }

  /** One, or with null all. Those that are lent are all closed then: it is seldom. */
  private synchronized void forget(@Nullable String name) {
    epoch++;
    idle.values()
        .removeIf(
            controller -> {
              boolean meant = name == null || controller.name().equals(name);
              if (meant) {
                controller.dispose();
              }
              return meant;
            });
  }

  synchronized void close() {
    closed = true;
    forget(null);
  }
}
