package io.reactornvme;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Stands before every typed command that destroys data. */
final class InUseGuard {

  /** All namespaces of a controller. */
  static final int ALL = 0xFFFFFFFF;

  private InUseGuard() {}

  /**
   * Looks who uses what a command would destroy, on {@link Schedulers#boundedElastic()}.
   *
   * @param target the open node; a namespace's stands for that namespace
   * @param nsid of a controller's namespaces, or {@link #ALL}
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
    List<String> uses = new ArrayList<>();
    for (NvmeNamespaceInfo namespace : target.namespaces()) {
      if (nsid == ALL || namespace.nsid() == nsid) {
        uses.addAll(target.uses(namespace));
      }
    }
    if (!uses.isEmpty()) {
      throw new NvmeInUseException(target.path(), action, uses);
    }
  }
}
