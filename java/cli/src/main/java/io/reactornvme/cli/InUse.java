package io.reactornvme.cli;

import io.reactornvme.NvmeNamespace;
import java.util.List;
import reactor.core.publisher.Mono;

/** Stands before what destroys data that somebody uses, or that nobody was asked about. */
final class InUse {

  static final String REMEDY =
      "Nothing was sent. Unmount or release it first; if the data may be lost under its user, use"
          + " the force [--force] option.";

  /** What is not done, and how it would be. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    RefusedException(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }

  private InUse() {}

  /** Completes empty if nobody uses the namespace, or that is not to matter. */
  static Mono<Void> check(NvmeNamespace target, boolean force) {
    return force ? Mono.empty() : target.uses().doOnNext(InUse::refuse).then();
  }

  /** Refuses if there are users. */
  static void refuse(List<String> uses) {
    if (!uses.isEmpty()) {
      throw new RefusedException("Namespace is currently busy: " + String.join("; ", uses), REMEDY);
    }
  }
}
