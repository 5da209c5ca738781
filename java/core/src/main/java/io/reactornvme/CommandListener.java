package io.reactornvme;

import java.time.Duration;

/**
 * Hears of every command on its way, raw and typed ones alike: for a trace, for metrics. Given to
 * {@link Nvme.Builder#commandListener}.
 *
 * <p>Called on the thread that does the work, often the ring's: it must be quick and must not
 * block. What it throws is logged and changes nothing. Commands that a preflight check refuses are
 * not heard of; one that a drive never answers is heard of as sent.
 */
public interface CommandListener {

  /**
   * A command has its place in the ring and goes to the kernel.
   *
   * @param device path of the node
   * @param command the command
   * @param admin whether it is an admin command, or one of the driver's control ioctls
   * @param way the way it takes
   * @param waited from the request to now: the time for which other commands held the device
   */
  void sent(
      String device, PassthruCommand command, boolean admin, Backend.Kind way, Duration waited);

  /**
   * A command is over, also if its subscriber has left before, by a cancel, a deadline or a
   * disposal: what becomes of such a command is told here alone.
   *
   * @param device path of the node
   * @param command the command
   * @param admin as in {@link #sent}
   * @param way the way it took in the end; one that the device refuses over io_uring goes by ioctl
   * @param took from {@link #sent} to now
   * @param outcome the 15-bit NVMe status, 0 for success; or a negative errno, if there was no
   *     answer
   */
  void completed(
      String device,
      PassthruCommand command,
      boolean admin,
      Backend.Kind way,
      Duration took,
      int outcome);
}
