package io.reactornvme.cli;

import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A command that destroys whole namespaces. It says what, refuses if somebody uses them, and asks;
 * where there is nobody to ask it is not done. {@code --force} is the answer to all of that.
 */
abstract class DestructiveCommand extends TaskCommand {

  private static final String SAY_FORCE =
      "Nothing was sent. To have it done without a question, use the force [--force] option.";

  @Option(
      names = "--force",
      description = "Ask nobody, and do it also if somebody uses what is destroyed.")
  boolean force;

  /** Not the console, which must be free for who interrupts the question. */
  private final Object asking = new Object();

  DestructiveCommand(Console console) {
    super(console);
  }

  /** These take as long as they take. */
  @Override
  final @Nullable Duration patience() {
    return null;
  }

  /**
   * Completes empty if it may be done.
   *
   * @param nsid what is destroyed; FFFFFFFFh for all namespaces
   */
  final Mono<Void> confirmed(Drive drive, int nsid) {
    if (force || call.dryRun) {
      return Mono.empty();
    }
    List<NvmeNamespaceInfo> namespaces = drive.namespaces(nsid);
    return Flux.fromIterable(namespaces)
        .concatMap(drive::uses)
        .flatMapIterable(uses -> uses)
        .collectList()
        .publishOn(Schedulers.boundedElastic()) // a person takes time
        .doOnNext(
            uses -> {
              InUse.refuse(uses);
              ask(drive, nsid, namespaces);
            })
        .then();
  }

  private void ask(Drive drive, int nsid, List<NvmeNamespaceInfo> namespaces) {
    List<String> lines = words(drive.controller().info(), nsid, namespaces);
    if (!console.canAsk()) {
      throw new InUse.RefusedException(
          String.join("; ", lines.stream().map(String::strip).toList())
              + ". There is no terminal to ask on",
          SAY_FORCE);
    }
    synchronized (asking) { // of several drives one after the other
      beingConfirmed(true);
      lines.forEach(line -> console.note(Console.printable(line)));
      String answer = console.ask("Type yes to go on: ");
      beingConfirmed(false);
      if (answer == null || !answer.strip().equalsIgnoreCase("yes")) {
        throw new InUse.RefusedException("not done, since the answer was not yes", "");
      }
    }
  }

  private List<String> words(
      NvmeControllerInfo controller, int nsid, List<NvmeNamespaceInfo> namespaces) {
    List<String> lines = new ArrayList<>();
    String which =
        nsid == Drive.ALL ? "all namespaces" : "namespace " + Integer.toUnsignedString(nsid);
    lines.add(
        String.format(
            Locale.ROOT,
            "%s destroys all data of %s of %s: %s, serial number %s",
            spec.name(),
            which,
            controller.name(),
            controller.model(),
            controller.serial()));
    for (NvmeNamespaceInfo info : namespaces) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s, namespace %s, %s: nobody on this host uses it",
              info.name(),
              Integer.toUnsignedString(info.nsid()),
              Sizes.si(BigInteger.valueOf(info.sizeBytes()))));
    }
    if (namespaces.isEmpty()) {
      lines.add("  the kernel has none of it, so who uses it is not known");
    }
    return lines;
  }
}
