package io.reactornvme;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts since the opening of an {@link Nvme}, over all its rings. Each is right by itself;
 * together they are no snapshot while commands run.
 *
 * @param submitted commands handed to the kernel
 * @param completed commands that came back
 * @param inFlight commands the drives have now, detached ones included
 * @param waiting commands that wait in the library for a credit or a slot
 * @param detached number of subscribers that left before the completion: cancel, deadline, disposal
 * @param late number of completions that found no subscriber
 * @param issuedAgain commands sent a second time because the kernel had cut their address (EFAULT)
 * @param liveBuffers buffers held by commands in flight or leased by the application; the page that
 *     each command in flight has counts as one
 * @param leakedBuffers buffers left to drives that did not answer before the disposal's deadline
 * @param stalls batches whose subscribers held a ring's thread longer than the stall threshold
 * @param enters calls of {@code io_uring_enter}
 * @param upcalls number of calls from C into Java; one a batch of completions
 * @param wakeups writes to a sleeping ring's eventfd: by the first command of a burst, which is the
 *     one call from Java into C, by an ioctl that ends, by a deadline earlier than the others
 * @param ioctls commands that took the way of {@code ioctl(2)}
 * @param ioctlThreads threads that the ioctl pools have started
 * @param fixed commands whose data lay in memory registered with the ring ({@code
 *     IORING_REGISTER_BUFFERS}), so that the kernel did not look up and hold its pages for each.
 *     Memory is registered when it has been used once, where the kernel has that (6.1) and the
 *     process may lock as much ({@code RLIMIT_MEMLOCK}, or CAP_IPC_LOCK); commands with other
 *     memory do as well, at a higher price
 */
public record NvmeStats(
    long submitted,
    long completed,
    long inFlight,
    long waiting,
    long detached,
    long late,
    long issuedAgain,
    long liveBuffers,
    long leakedBuffers,
    long stalls,
    long enters,
    long upcalls,
    long wakeups,
    long ioctls,
    long ioctlThreads,
    long fixed) {

  /** What Java counts; the ring counts the rest. */
  static final class Counters {
    final LongAdder detached = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder issuedAgain = new LongAdder();
    final LongAdder leakedBuffers = new LongAdder();
    final LongAdder stalls = new LongAdder();
  }
}
