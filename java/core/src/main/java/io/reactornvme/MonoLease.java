package io.reactornvme;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Leases a buffer at the subscription, has it filled, and hands it to the subscriber.
 *
 * <p>Whose it is, is decided in one step: {@code over} is set by the completion, and then the
 * subscriber has to release it, or by an error or a cancel, and then it is released here. So a
 * cancel that meets the completion neither loses the buffer nor takes it away from one who has it.
 * While a command is under way, that command keeps the memory, whoever releases the lease.
 */
final class MonoLease extends Mono<NvmeBuffer> implements Scannable {

  private final Supplier<NvmeBuffer> lease;
  private final Function<NvmeBuffer, ? extends Publisher<?>> fill;

  private MonoLease(Supplier<NvmeBuffer> lease, Function<NvmeBuffer, ? extends Publisher<?>> fill) {
    this.lease = lease;
    this.fill = fill;
  }

  static Mono<NvmeBuffer> create(Supplier<NvmeBuffer> lease, Function<NvmeBuffer, Mono<?>> fill) {
    return onAssembly(new MonoLease(lease, fill));
  }

  @Override
  public void subscribe(CoreSubscriber<? super NvmeBuffer> actual) {
    NvmeBuffer buffer;
    try {
      buffer = lease.get();
    } catch (Throwable t) {
      Operators.error(actual, Operators.onOperatorError(t, actual.currentContext()));
      return;
    }
    Publisher<?> source;
    try {
      source = fill.apply(buffer);
    } catch (Throwable t) {
      buffer.release();
      Operators.error(actual, Operators.onOperatorError(t, actual.currentContext()));
      return;
    }
    source.subscribe(new Filling(actual, buffer));
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  private static final class Filling implements CoreSubscriber<Object>, Subscription, Scannable {

    private final CoreSubscriber<? super NvmeBuffer> actual;
    private final NvmeBuffer buffer;
    private final AtomicBoolean over = new AtomicBoolean();
    private @Nullable Subscription upstream;

    Filling(CoreSubscriber<? super NvmeBuffer> actual, NvmeBuffer buffer) {
      this.actual = actual;
      this.buffer = buffer;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription s) {
      if (Operators.validate(upstream, s)) {
        upstream = s;
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onNext(Object nothing) {}

    @Override
    public void onError(Throwable t) {
      if (over.compareAndSet(false, true)) {
        buffer.release();
        actual.onError(t);
      } else {
        Operators.onErrorDropped(t, currentContext());
      }
    }

    @Override
    public void onComplete() {
      if (over.compareAndSet(false, true)) {
        actual.onNext(buffer);
        actual.onComplete();
      }
    }

    @Override
    public void request(long n) {
      Subscription s = upstream;
      if (s != null) {
        s.request(n);
      }
    }

    @Override
    public void cancel() {
      if (over.compareAndSet(false, true)) {
        Subscription s = upstream;
        if (s != null) {
          s.cancel();
        }
        buffer.release();
      }
    }

    @Override
    @SuppressWarnings("rawtypes") // so declared by Reactor
    public @Nullable Object scanUnsafe(Attr key) {
      if (key == Attr.PARENT) {
        return upstream;
      }
      if (key == Attr.ACTUAL) {
        return actual;
      }
      if (key == Attr.TERMINATED) {
        return over.get();
      }
      return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
  }
}
