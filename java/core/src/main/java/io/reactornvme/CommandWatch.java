package io.reactornvme;

import java.time.Duration;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Tells a {@link CommandListener} of one command; there is none without a listener. */
final class CommandWatch {

  private static final Logger LOG = Loggers.getLogger(CommandListener.class);

  private final CommandListener listener;
  private final String device;
  private final PassthruCommand command;
  private final boolean admin;

  /** Of the request, later of the sending; on {@link System#nanoTime()}. */
  private long since = System.nanoTime();

  CommandWatch(CommandListener listener, String device, PassthruCommand command, boolean admin) {
    this.listener = listener;
    this.device = device;
    this.command = command;
    this.admin = admin;
  }

  /** Before the command is published: its completion may come on another thread at once. */
  void sent(Backend.Kind way) {
    Duration waited = lap();
    try {
      listener.sent(device, command, admin, way, waited);
    } catch (RuntimeException e) {
      LOG.error("a CommandListener threw", e);
    }
  }

  void completed(Backend.Kind way, int outcome) {
    Duration took = lap();
    try {
      listener.completed(device, command, admin, way, took, outcome);
    } catch (RuntimeException e) {
      LOG.error("a CommandListener threw", e);
    }
  }

  private Duration lap() {
    long now = System.nanoTime();
    Duration lap = Duration.ofNanos(now - since);
    since = now;
    return lap;
  }
}
