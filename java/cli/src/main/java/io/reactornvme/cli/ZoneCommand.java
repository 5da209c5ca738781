package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeZones;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** What the commands that change the state of zones have in common. */
abstract class ZoneCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-s", "--start-lba"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The zone's first block.")
  long zone;

  @Option(
      names = {"-a", "--select-all"},
      description = "All zones.")
  boolean all;

  @Option(names = "--force", description = "Also in a namespace in use.")
  boolean force;

  ZoneCommand(Console console) {
    super(console);
  }

  @Override
  final boolean isOfNamespaces() {
    return true;
  }

  /** Does it. */
  abstract Mono<Void> change(NvmeZones zones);

  /** As nvme-cli numbers it: Zone Send Action. */
  abstract int action();

  @Override
  final Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    NvmeZones zones = target.zones();
    return change(force ? zones.force() : zones).thenReturn(done(target.nsid()));
  }

  String done(int nsid) {
    return String.format(
        Locale.ROOT,
        "%s: Success, action:%d zone:%x all:%d zcapc:0 nsid:%d%n",
        spec.name(),
        action(),
        zone,
        all ? 1 : 0,
        nsid);
  }
}
