package io.reactornvme;

import io.reactornvme.spi.BackendDevice;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Where the drives are: {@link HostPlatform}, or {@link BackendPlatform} for those of the spi. */
interface Platform extends Discovery {

  /** Memory that drives can be given, page-aligned as far as that means something there. */
  NativeMemory.Mapping map(int size);

  RingPort ring(NativeRing.Config config, RingPort.Listener listener);

  /**
   * The way that commands will take.
   *
   * @param ring a ring: whether it has io_uring, and how it was set up
   * @param generic whether the node is a character device
   * @throws NvmeUnavailableException if it is not the one that was chosen
   */
  Backend backend(Target.Spec spec, BackendChoice choice, RingPort ring, boolean generic);

  /**
   * Opens a node.
   *
   * @param controller the controller's name
   * @throws NvmeOpenException in one of its kinds
   */
  Node open(Target.Spec spec, String controller, Path node);

  /**
   * Watches for controllers and namespaces that come and go, or are different, after this call. It
   * reads sysfs, on the caller's thread.
   *
   * @param sink takes the events, on one thread at a time, which may not be kept
   * @param failed takes the reason if the watch ends by itself
   * @return to be disposed; what is under way may still come
   * @throws NvmeOsException if the system refuses
   */
  Disposable watch(Consumer<NvmeEvent> sink, Consumer<Throwable> failed);

  /** An open node: a descriptor, or a device of the spi. */
  interface Node {

    int fd();

    @Nullable BackendDevice device();

    void close();
  }
}
