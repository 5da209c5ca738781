package io.reactornvme;

import io.reactornvme.spec.AsynchronousEventResult;
import java.time.Instant;

/**
 * Something that happened to controllers and namespaces; see {@link Nvme#events()}.
 *
 * <p>Made from the kernel's uevents ({@code lib/kobject_uevent.c}, {@code
 * drivers/nvme/host/core.c}) and from what sysfs says when they come, or from what a backend tells.
 * Immutable.
 */
public sealed interface NvmeEvent {

  /**
   * When the library heard of it.
   *
   * @return the host's clock, shortly after the kernel's message
   */
  Instant time();

  /**
   * A controller came, and takes commands: it is in state {@code live}, and its node exists. Udev
   * may still be about to set the node's owner and mode.
   *
   * @param time when the library heard of it
   * @param controller what sysfs says of it
   */
  record ControllerAdded(Instant time, NvmeControllerInfo controller) implements NvmeEvent {}

  /**
   * A controller was reset or has reconnected, and takes commands again ({@code
   * NVME_EVENT=connected}). Its features are at their saved or default values. Not told by kernels
   * before 5.18.
   *
   * @param time when the library heard of it
   * @param controller what sysfs says of it now
   */
  record ControllerRestarted(Instant time, NvmeControllerInfo controller) implements NvmeEvent {}

  /**
   * Sysfs says something else of a controller than before, for example another firmware revision or
   * state. The kernel does not announce changes of state: they are noticed with the next event that
   * has to do with the controller.
   *
   * @param time when the library heard of it
   * @param controller what sysfs says of it now
   * @param before what it said
   */
  record ControllerChanged(Instant time, NvmeControllerInfo controller, NvmeControllerInfo before)
      implements NvmeEvent {}

  /**
   * A controller is gone; its namespaces' {@link NamespaceRemoved} came before.
   *
   * @param time when the library heard of it
   * @param controller what sysfs last said of it
   */
  record ControllerRemoved(Instant time, NvmeControllerInfo controller) implements NvmeEvent {}

  /**
   * A namespace can be reached, and its nodes exist. One that several controllers lead to is told
   * once, with the first of them.
   *
   * @param time when the library heard of it
   * @param controller the controller that leads to it
   * @param namespace what sysfs says of it
   */
  record NamespaceAdded(Instant time, NvmeControllerInfo controller, NvmeNamespaceInfo namespace)
      implements NvmeEvent {}

  /**
   * Sysfs says something else of a namespace than before: it was resized, or has another format.
   *
   * @param time when the library heard of it
   * @param controller the controller that leads to it
   * @param namespace what sysfs says of it now
   * @param before what it said
   */
  record NamespaceChanged(
      Instant time,
      NvmeControllerInfo controller,
      NvmeNamespaceInfo namespace,
      NvmeNamespaceInfo before)
      implements NvmeEvent {}

  /**
   * A namespace is gone, or no controller leads to it any more.
   *
   * @param time when the library heard of it
   * @param controller the controller that led to it, as it was last seen
   * @param namespace what sysfs last said of it
   */
  record NamespaceRemoved(Instant time, NvmeControllerInfo controller, NvmeNamespaceInfo namespace)
      implements NvmeEvent {}

  /**
   * A controller has completed one of the driver's Asynchronous Event Requests, and the driver has
   * passed the result on ({@code NVME_AEN}): errors, health, I/O command set specific and vendor
   * specific ones, and changes of a discovery log. Other notices it deals with itself; changed
   * namespaces show as {@link NamespaceAdded} and its kin.
   *
   * @param time when the library heard of it
   * @param controller the controller's name, such as {@code nvme0}
   * @param event what it says
   */
  record AsynchronousEvent(Instant time, String controller, AsynchronousEventResult event)
      implements NvmeEvent {}

  /**
   * Events were lost. Either this subscriber fell behind, and its oldest events gave way to newer
   * ones; or the kernel's messages came faster than they were read. After the latter everything is
   * held against sysfs: what came and went for good is told all the same; asynchronous events are
   * lost, and so is what came and went meanwhile.
   *
   * @param time when the loss was noticed
   * @param count how many events this subscriber has lost, or {@link #UNKNOWN}
   */
  record Missed(Instant time, long count) implements NvmeEvent {

    /** Value of {@link #count()} when the kernel's messages were lost: nobody counted them. */
    public static final long UNKNOWN = -1;
  }
}
