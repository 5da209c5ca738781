package io.reactornvme;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Stands before every typed command that destroys data. */
final class InUseGuard {

  private InUseGuard() {}

  /**
   * Looks who uses what a command would destroy, on {@link Schedulers#boundedElastic()}.
   *
   * @param target the open node; a namespace's stands for that namespace
   * @param nsid of a controller's namespaces, or {@link NvmeController#ALL_NAMESPACES}
   * @param action the command, for the message
   * @param force whether the caller wants it in any case
   * @return completes empty if nothing stands against it, else with {@link NvmeInUseException}
   */
  static Mono<Void> check(Target target, int nsid, String action, boolean force) {
    return force
        ? Mono.empty()
        : Mono.<Void>fromRunnable(() -> look(target, nsid, action))
            .subscribeOn(Schedulers.boundedElastic());
  }

  private static void look(Target target, int nsid, String action) {
    List<String> uses = uses(target, nsid);
    if (!uses.isEmpty()) {
      throw new NvmeInUseException(target.path(), action, uses);
    }
  }

  private static List<String> uses(Target target, int nsid) {
    List<String> uses = new ArrayList<>();
    for (NvmeNamespaceInfo namespace : target.namespaces()) {
      if (nsid == NvmeController.ALL_NAMESPACES || namespace.nsid() == nsid) {
        uses.addAll(target.uses(namespace));
      }
    }
    return uses;
  }

  /**
   * The same for a handle of a namespace, all of whose writers share it: that nobody uses the
   * namespace is believed for {@link #BELIEVED_NANOS}, from the beginning of the look; so a stream
   * of writes looks once a second. Who mounts the namespace within that time is not seen; nor would
   * he be if each command looked, and he came between the look and the command: there is no lock
   * that both take. That somebody uses it is never believed, but looked up at the next command.
   */
  static final class Recent {

    static final long BELIEVED_NANOS = 1_000_000_000;

    private record Look(long began, Mono<List<String>> uses) {}

    private final Target target;

    /** Two threads may replace it at once: then it is looked twice, and both are right. */
    private volatile @Nullable Look last;

    Recent(Target target) {
      this.target = target;
    }

    /**
     * As {@link InUseGuard#check}; those who ask while another looks wait for what he finds.
     *
     * @param action the command, for the message
     * @param force whether the caller wants it in any case
     */
    Mono<Void> check(String action, boolean force) {
      return force ? Mono.empty() : Mono.defer(() -> check(action));
    }

    private Mono<Void> check(String action) {
      Look look = last;
      if (look == null || System.nanoTime() - look.began() > BELIEVED_NANOS) {
        look = new Look(System.nanoTime(), look());
        last = look;
      }
      return look.uses()
          .flatMap(
              uses ->
                  uses.isEmpty()
                      ? Mono.empty()
                      : Mono.error(new NvmeInUseException(target.path(), action, uses)));
    }

    private Mono<List<String>> look() {
      return Mono.fromCallable(() -> uses(target, target.nsid()))
          .subscribeOn(Schedulers.boundedElastic())
          .doOnNext(uses -> last = uses.isEmpty() ? last : null)
          .doOnError(e -> last = null)
          .cache();
    }
  }
}
