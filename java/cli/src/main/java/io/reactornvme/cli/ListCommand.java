package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeIdentify;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.NvmeSubsystemInfo;
import io.reactornvme.spec.IdentifyNamespace;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code rnvme list}. */
@Command(
    name = "list",
    header = "Lists all NVMe namespaces; with -v also subsystems and controllers.",
    description = {
      "%nWhat is there is known from sysfs; how much of it is used each drive is asked, all at"
          + " once. Of one that does not answer in time all but that is listed."
    },
    footer = {
      "%nExamples:",
      "  rnvme list",
      "  rnvme list -o json | jq -r '.Devices[].DevicePath'"
    })
class ListCommand extends HostCommand {

  /**
   * A namespace of a controller, and what the drive says of it.
   *
   * @param id null if it did not say
   */
  private record Row(
      NvmeSubsystemInfo subsystem,
      NvmeControllerInfo controller,
      NvmeNamespaceInfo namespace,
      boolean shared,
      @Nullable IdentifyNamespace id) {

    /** Bytes in a logical block. */
    int block() {
      return id == null ? namespace.logicalBlockSize() : id.logicalBlockSize();
    }

    BigInteger blocks() {
      if (id != null) {
        return Sizes.unsigned(id.namespaceSize());
      }
      return block() == 0 ? BigInteger.ZERO : BigInteger.valueOf(namespace.sizeBytes() / block());
    }

    BigInteger bytes() {
      return blocks().multiply(BigInteger.valueOf(block()));
    }

    @Nullable BigInteger used() {
      return id == null
          ? null
          : Sizes.unsigned(id.namespaceUtilization()).multiply(BigInteger.valueOf(block()));
    }

    int metadata() {
      return id == null ? Math.max(namespace.metadataBytes(), 0) : id.metadataSize();
    }

    String device() {
      return DriveArguments.node(namespace);
    }

    @Nullable String generic() {
      return namespace.generic() == null ? null : namespace.generic().toString();
    }

    String usage() {
      BigInteger used = used();
      String unknown = "     ? ";
      return (used == null ? unknown : Sizes.si(used, "%6.2f %2sB"))
          + " / "
          + Sizes.si(bytes(), "%6.2f %2sB");
    }

    String format() {
      return Sizes.binary(block(), "%3d %2sB") + String.format(Locale.ROOT, " + %2d B", metadata());
    }
  }

  private int failed;

  ListCommand(Console console) {
    super(console);
  }

  @Override
  int run(Nvme nvme) {
    failed = 0;
    List<NvmeSubsystemInfo> subsystems = nvme.subsystems().collectList().block();
    List<Row> rows = rows(nvme, subsystems);
    if (call.dryRun) {
      return ExitStatus.OK;
    }
    if (verbose) {
      print(subsystems, (json, all) -> details(json, all, rows), all -> details(all, rows));
    } else {
      print(rows, ListCommand::json, this::text);
    }
    return failed == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  // ---- asking ----

  private List<Row> rows(Nvme nvme, List<NvmeSubsystemInfo> subsystems) {
    List<Row> rows = new ArrayList<>();
    for (NvmeSubsystemInfo subsystem : subsystems) {
      Set<String> shared =
          subsystem.paths().stream()
              .map(NvmeSubsystemInfo.Path::namespace)
              .collect(Collectors.toSet());
      Set<String> seen = new HashSet<>();
      for (NvmeControllerInfo controller : subsystem.controllers()) {
        for (NvmeNamespaceInfo namespace : controller.namespaces()) {
          if (seen.add(namespace.name())) {
            boolean isShared = shared.contains(namespace.name());
            rows.add(new Row(subsystem, controller, namespace, isShared, null));
          }
        }
      }
    }
    return Flux.fromIterable(rows)
        .flatMapSequential(row -> ask(nvme, row), DEPTH)
        .collectList()
        .block();
  }

  private Mono<Row> ask(Nvme nvme, Row row) {
    return Mono.using(
            () -> nvme.controller(row.controller().path().toString()),
            controller -> ask(controller.identify(), row.namespace().nsid()),
            NvmeController::dispose)
        .map(id -> new Row(row.subsystem(), row.controller(), row.namespace(), row.shared(), id))
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorResume(
            e -> {
              complain(row, e);
              return Mono.just(row);
            });
  }

  /** Empty for a namespace that is not to be listed. */
  Mono<IdentifyNamespace> ask(NvmeIdentify identify, int nsid) {
    return identify.namespace(nsid);
  }

  private synchronized void complain(Row row, Throwable error) {
    if (DryRun.isEndOf(error)) {
      return;
    }
    failed++;
    console.complain(Console.printable(row.device() + ": " + Failure.inWords(error)));
  }

  // ---- the list of namespaces ----

  private String text(List<Row> rows) {
    TextTable text = new TextTable(21, 21, 20, 40, 9, 26, 16, 8);
    text.line("Node", "Generic", "SN", "Model", "Namespace", "Usage", "Format", "FW Rev");
    text.rule();
    for (Row row : rows) {
      boolean silent = row.id() == null && console.colour();
      text.coloured(
          silent ? Style.RED : "",
          row.device(),
          row.generic() == null ? "" : row.generic(),
          Console.printable(row.controller().serial()),
          Console.printable(row.controller().model()),
          Integer.toUnsignedString(row.namespace().nsid()),
          row.usage(),
          row.format(),
          Console.printable(row.controller().firmware()));
    }
    return text.toString();
  }

  private static void json(JsonGenerator json, List<Row> rows) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("Devices");
    for (Row row : rows) {
      json.writeStartObject();
      Json.field(json, "NameSpace", Integer.toUnsignedLong(row.namespace().nsid()));
      Json.field(json, "DevicePath", row.device());
      Json.field(json, "GenericPath", row.generic());
      Json.field(json, "Firmware", row.controller().firmware());
      Json.field(json, "ModelNumber", row.controller().model());
      Json.field(json, "SerialNumber", row.controller().serial());
      sizes(json, row);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void sizes(JsonGenerator json, Row row) throws IOException {
    Json.field(json, "UsedBytes", row.used());
    Json.field(json, "MaximumLBA", row.blocks());
    Json.field(json, "PhysicalSize", row.bytes());
    Json.field(json, "SectorSize", row.block());
  }

  // ---- with subsystems and controllers ----

  private String details(List<NvmeSubsystemInfo> subsystems, List<Row> rows) {
    TextTable text = new TextTable(16, 96, 16);
    text.line("Subsystem", "Subsystem-NQN", "Controllers");
    text.rule();
    for (NvmeSubsystemInfo s : subsystems) {
      text.line(s.name(), s.nqn(), controllers(s));
    }
    text = text.next(8, 20, 40, 8, 6, 14, 12, 16);
    text.line("Device", "SN", "MN", "FR", "TxPort", "Address", "Subsystem", "Namespaces");
    text.rule();
    for (NvmeSubsystemInfo s : subsystems) {
      for (NvmeControllerInfo c : s.controllers()) {
        text.line(
            c.name(),
            Console.printable(c.serial()),
            Console.printable(c.model()),
            Console.printable(c.firmware()),
            c.transport(),
            c.address(),
            s.name(),
            c.namespaces().stream().map(NvmeNamespaceInfo::name).collect(Collectors.joining(", ")));
      }
    }
    text = text.next(12, 12, 8, 26, 16, 16);
    text.line("Device", "Generic", "NSID", "Usage", "Format", "Controllers");
    text.rule();
    for (Row row : rows) {
      boolean silent = row.id() == null && console.colour();
      text.coloured(
          silent ? Style.RED : "",
          row.device(),
          row.generic() == null ? "" : row.generic(),
          Integer.toHexString(row.namespace().nsid()),
          row.usage(),
          row.format(),
          row.shared() ? controllers(row.subsystem()) : row.controller().name());
    }
    return text.toString();
  }

  private static String controllers(NvmeSubsystemInfo subsystem) {
    return subsystem.controllers().stream()
        .map(NvmeControllerInfo::name)
        .collect(Collectors.joining(", "));
  }

  private static void details(
      JsonGenerator json, List<NvmeSubsystemInfo> subsystems, List<Row> rows) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("Devices");
    json.writeStartObject();
    HostIdentity.write(json);
    json.writeArrayFieldStart("Subsystems");
    for (NvmeSubsystemInfo s : subsystems) {
      Map<Boolean, List<Row>> own =
          rows.stream()
              .filter(row -> row.subsystem() == s)
              .collect(Collectors.partitioningBy(Row::shared));
      json.writeStartObject();
      Json.field(json, "Subsystem", s.name());
      Json.field(json, "SubsystemNQN", s.nqn());
      json.writeArrayFieldStart("Controllers");
      for (NvmeControllerInfo c : s.controllers()) {
        controller(json, s, c, own.get(false));
      }
      json.writeEndArray();
      namespaces(json, own.get(true));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void controller(
      JsonGenerator json, NvmeSubsystemInfo s, NvmeControllerInfo c, List<Row> own)
      throws IOException {
    json.writeStartObject();
    Json.field(json, "Controller", c.name());
    Json.field(json, "SerialNumber", c.serial());
    Json.field(json, "ModelNumber", c.model());
    Json.field(json, "Firmware", c.firmware());
    Json.field(json, "Transport", c.transport());
    Json.field(json, "Address", c.address());
    namespaces(json, own.stream().filter(row -> row.controller() == c).toList());
    json.writeArrayFieldStart("Paths");
    for (NvmeSubsystemInfo.Path path : s.paths()) {
      if (path.controller().equals(c.name())) {
        json.writeStartObject();
        Json.field(json, "Path", path.name());
        // As nvme-cli has it: a drive without ANA has but one state.
        Json.field(json, "ANAState", path.anaState().isEmpty() ? "optimized" : path.anaState());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void namespaces(JsonGenerator json, List<Row> rows) throws IOException {
    json.writeArrayFieldStart("Namespaces");
    for (Row row : rows) {
      json.writeStartObject();
      Json.field(json, "NameSpace", row.namespace().name());
      Json.field(json, "NSID", Integer.toUnsignedLong(row.namespace().nsid()));
      sizes(json, row);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
