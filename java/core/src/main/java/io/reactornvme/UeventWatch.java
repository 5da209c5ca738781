package io.reactornvme;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Watches this host: hears the kernel's uevents, looks at sysfs, tells what has become different.
 *
 * <p>On a thread of its own, {@code nvme-uevent-N}, that is there as long as the watch: it waits in
 * the kernel, and reads files, neither of which a ring's thread may do. Nothing is polled. As long
 * as there are more messages they are taken first, and then one look is for all of them: a host
 * whose drives come all at once is not looked at once a message.
 */
final class UeventWatch implements Disposable {

  /** The most messages before a look, so that a host that never falls silent is looked at too. */
  private static final int MESSAGES_A_LOOK = 512;

  private static final Pattern CONTROLLER = Pattern.compile("nvme\\d+");
  private static final Pattern SUBSYSTEM = Pattern.compile("nvme-subsys\\d+");
  private static final Pattern NAMESPACE = Pattern.compile("(nvme\\d+(c\\d+)?|ng\\d+)n\\d+");

  private final NativeUevents uevents;
  private final Scheduler thread;
  private final DeviceTracker tracker;
  private final Function<String, List<String>> controllersOf;
  private final Consumer<Throwable> failed;

  /** Guards the end: whoever stops the messages must not meet them closed. */
  private final Object end = new Object();

  private boolean stopped;

  private UeventWatch(
      NativeUevents uevents, Sysfs sysfs, Consumer<NvmeEvent> sink, Consumer<Throwable> failed) {
    this.uevents = uevents;
    this.thread = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "nvme-uevent", 60, true);
    this.tracker = new DeviceTracker(sysfs, sysfs::hasGenerics, true, sink);
    this.controllersOf = sysfs::controllersOf;
    this.failed = failed;
  }

  /**
   * Listens, and takes the first look, here on the caller's thread: what happens after this call is
   * told. What happened during it has left a message, which does no harm.
   */
  static UeventWatch open(Sysfs sysfs, Consumer<NvmeEvent> sink, Consumer<Throwable> failed) {
    UeventWatch watch = new UeventWatch(new NativeUevents(), sysfs, sink, failed);
    try {
      watch.tracker.start();
      watch.thread.schedule(watch::run);
      return watch;
    } catch (RuntimeException | Error e) {
      watch.end();
      throw e;
    }
  }

  private void run() {
    try {
      int unseen = 0;
      boolean more = true;
      while (more) {
        switch (uevents.receive(!tracker.isUnsettled())) {
          case MESSAGE -> {
            Uevent message = Uevent.parse(uevents.message());
            if (message != null) {
              apply(message, tracker, controllersOf);
            }
            if (++unseen >= MESSAGES_A_LOOK) {
              tracker.settle();
              unseen = 0;
            }
          }
          case NOTHING -> {
            tracker.settle();
            unseen = 0;
          }
          case OVERRUN -> tracker.overrun();
          case STOPPED -> more = false;
        }
      }
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    } finally {
      end();
    }
  }

  private void end() {
    synchronized (end) {
      stopped = true;
      uevents.close();
    }
    thread.dispose(); // from that very thread: there is nothing left for it to be interrupted in
  }

  /**
   * What a message means; the devices' names are those that {@link Sysfs} describes.
   *
   * @param controllersOf the controllers of a subsystem, for its namespace heads
   */
  static void apply(
      Uevent message, DeviceTracker tracker, Function<String, List<String>> controllersOf) {
    boolean went = message.action().equals("remove") && !message.isSynthetic();
    String name = message.name();
    switch (message.subsystem()) {
      case "nvme" -> {
        if (!CONTROLLER.matcher(name).matches()) {
          return;
        }
        Integer event = message.asynchronousEvent();
        if (event != null) {
          tracker.asynchronousEvent(name, event);
        } else if (went) {
          tracker.controllerRemoved(name);
        } else if ("connected".equals(message.properties().get("NVME_EVENT"))) {
          tracker.controllerConnected(name);
        } else {
          tracker.changed(name);
        }
      }
      case "block", "nvme-generic" -> {
        if (!NAMESPACE.matcher(name).matches()) {
          return; // somebody else's disk, or a partition
        }
        if (went) {
          tracker.namespaceRemoved(name);
        }
        String parent = message.parent();
        if (CONTROLLER.matcher(parent).matches()) {
          tracker.changed(parent);
        } else if (SUBSYSTEM.matcher(parent).matches()) {
          controllersOf.apply(parent).forEach(tracker::changed);
        } else {
          tracker.changed(); // a layout of a kernel to come
        }
      }
      default -> {}
    }
  }

  @Override
  public void dispose() {
    synchronized (end) {
      if (!stopped) {
        stopped = true;
        uevents.stop();
      }
    }
  }

  @Override
  public boolean isDisposed() {
    synchronized (end) {
      return stopped;
    }
  }
}
