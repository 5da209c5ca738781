package io.reactornvme;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** What the measured programs do with the library; each returns when all commands are over. */
final class Loops {

  private Loops() {}

  /** Takes whatever comes; what is done at the end is each loop's own. */
  abstract static class Answers implements CoreSubscriber<PassthruResult> {
    @Override
    public void onSubscribe(Subscription s) {
      s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(PassthruResult result) {}

    @Override
    public void onError(Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** Each of {@code depth} subscribers subscribes again when its command has completed. */
  static void mono(Device device, long commands, int depth) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(depth);
    Mono<PassthruResult> command = device.command(NullRing.COMMAND, CommandForm.ADMIN);
    for (int i = 0; i < depth; i++) {
      command.subscribe(new Again(command, commands / depth, open));
    }
    open.await();
  }

  private static final class Again extends Answers {
    private final Mono<PassthruResult> command;
    private final CountDownLatch open;
    private long left;

    Again(Mono<PassthruResult> command, long commands, CountDownLatch open) {
      this.command = command;
      this.left = commands;
      this.open = open;
    }

    @Override
    public void onComplete() {
      if (--left > 0) {
        command.subscribe(this);
      } else {
        open.countDown();
      }
    }
  }

  /** The bulk operator. */
  static void bulk(Device device, long commands, int depth) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    device
        .commands(new Same(commands), depth, c -> CommandForm.ADMIN)
        .subscribe(
            new Answers() {
              @Override
              public void onComplete() {
                done.countDown();
              }
            });
    done.await();
  }

  /** The same command so many times, on demand and without an allocation. */
  private record Same(long commands) implements Publisher<PassthruCommand> {
    @Override
    public void subscribe(Subscriber<? super PassthruCommand> to) {
      to.onSubscribe(
          new Subscription() {
            private long left = commands;
            private long requested;

            @Override
            public void request(long n) {
              requested += n;
              if (requested > n) {
                return; // from within onNext: the loop below goes on
              }
              while (requested > 0 && left > 0) {
                left--;
                to.onNext(NullRing.COMMAND);
                requested--;
              }
              if (left == 0) {
                left = -1;
                to.onComplete();
              }
            }

            @Override
            public void cancel() {
              left = -1;
            }
          });
    }
  }

  /** A round trip from another thread, one at a time. */
  static void block(Device device, long commands) {
    Mono<PassthruResult> command = device.command(NullRing.COMMAND, CommandForm.ADMIN);
    for (long i = 0; i < commands; i++) {
      command.block();
    }
  }

  /** So many threads that submit, each so many commands at a time. */
  static void producers(Device device, long commands, int threads, int depth)
      throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    Mono<PassthruResult> command = device.command(NullRing.COMMAND, CommandForm.ADMIN);
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                Window window = new Window(Thread.currentThread());
                for (long n = 0; n < commands / threads; n += depth) {
                  window.open(depth);
                  for (int k = 0; k < depth; k++) {
                    command.subscribe(window);
                  }
                  window.await();
                }
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
  }

  /** A thread's commands of one go; it is woken by the last, not by each. */
  private static final class Window extends Answers {
    private final Thread thread;
    private final AtomicInteger left = new AtomicInteger();

    Window(Thread thread) {
      this.thread = thread;
    }

    void open(int commands) {
      left.set(commands);
    }

    void await() {
      while (left.get() > 0) {
        LockSupport.park(this);
      }
    }

    @Override
    public void onComplete() {
      if (left.decrementAndGet() == 0) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Each device with a loop of its own, all at once. */
  static void together(List<Device> devices, long commands, int depth) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(depth * devices.size());
    for (Device device : devices) {
      Mono<PassthruResult> command = device.command(NullRing.COMMAND, CommandForm.ADMIN);
      for (int i = 0; i < depth; i++) {
        command.subscribe(new Again(command, commands / depth / devices.size(), open));
      }
    }
    open.await();
  }
}
