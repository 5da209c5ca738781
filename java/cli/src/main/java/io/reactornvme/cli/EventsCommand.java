package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeEvent;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spec.AsynchronousEventResult;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;

/** {@code rnvme events}. */
@Command(
    name = "events",
    header = "Shows what happens to drives, as it happens.",
    description = {
      "%nControllers and namespaces that come, go and change, and asynchronous events of the"
          + " drives that the kernel passes on. Nothing is polled and no drive is asked. Ends when"
          + " interrupted."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "%nFields of -o ndjson: schema, time, device (null if of none), event; then of a controller"
          + " model, serial, firmware, state; of a namespace namespace, nsid, size_bytes,"
          + " logical_block_size; of an asynchronous-event type, information, description,"
          + " log_page, result; of missed count (null if unknown).",
      "%nExamples:",
      "  rnvme events",
      "  rnvme events -o ndjson | jq -r '[.time, .serial, .event] | @tsv'"
    })
final class EventsCommand implements Callable<Integer> {

  private static final int SCHEMA = 1;

  private final Console console;

  @Spec CommandSpec spec;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.TextNames.class,
      completionCandidates = OutputFormat.TextNames.class,
      description = {
        "${COMPLETION-CANDIDATES}: text for people, or (both json and ndjson) one JSON object a"
            + " line, whose fields do not change without a new \"schema\" (default:"
            + " ${DEFAULT-VALUE})."
      })
  OutputFormat format = OutputFormat.NORMAL;

  private long count;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many events (default: no end).")
  void count(long n) {
    if (n < 1) {
      throw new ParameterException(spec.commandLine(), "--count is 1 or more, not " + n);
    }
    count = n;
  }

  @Mixin EmulatedOptions emulated = new EmulatedOptions();
  @Mixin LabOptions lab = new LabOptions();
  @Mixin HelpOption help = new HelpOption();

  EventsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    emulated.check(false);
    if (lab.isWanted()) {
      return ExitStatus.LAB_WANTED;
    }
    try (EmulatedNvme made = emulated.drives()) {
      Nvme.Builder builder = Nvme.builder();
      if (made != null) {
        builder.backend(made);
      }
      Nvme nvme = builder.build();
      try {
        return run(nvme);
      } finally {
        nvme.dispose();
      }
    }
  }

  /** Until there were as many as wanted; without end if nothing else is said. */
  int run(Nvme nvme) {
    if (console.errIsTerminal() && console.outIsTerminal() && format == OutputFormat.NORMAL) {
      console.note("waiting for events; Ctrl-C ends");
    }
    Flux<NvmeEvent> events = count > 0 ? nvme.events().take(count) : nvme.events();
    // On this thread: writing may block. Who is slow is told what was missed.
    for (NvmeEvent event : events.toIterable(1)) {
      if (format == OutputFormat.NORMAL) {
        console.print(Json.time(event.time()) + "  " + text(event) + System.lineSeparator());
      } else {
        console.print(Json.line(json -> write(json, event)));
      }
    }
    return ExitStatus.OK;
  }

  // ---- in words ----

  static String text(NvmeEvent event) {
    String device =
        String.format(Locale.ROOT, "%-12s  ", device(event) == null ? "-" : name(event));
    return device + name(event, "-").replace('-', ' ') + Console.printable(details(event));
  }

  private static String name(NvmeEvent event) {
    NvmeNamespaceInfo namespace = namespace(event);
    return namespace != null ? namespace.name() : String.valueOf(device(event)).substring(5);
  }

  private static String details(NvmeEvent event) {
    if (event instanceof NvmeEvent.NamespaceChanged e) {
      return ": " + size(e.before()) + " before, now " + size(e.namespace());
    } else if (event instanceof NvmeEvent.ControllerChanged e) {
      return ": " + inWords(e.before()) + " before, now " + inWords(e.controller());
    } else if (event instanceof NvmeEvent.AsynchronousEvent e) {
      return ": " + e.event();
    } else if (event instanceof NvmeEvent.Missed e) {
      return e.count() == NvmeEvent.Missed.UNKNOWN
          ? ": events were lost by the kernel, nobody knows how many"
          : ": " + e.count() + " events were lost";
    }
    NvmeNamespaceInfo namespace = namespace(event);
    return ": " + (namespace != null ? size(namespace) : inWords(controller(event)));
  }

  private static String size(NvmeNamespaceInfo namespace) {
    return Sizes.si(BigInteger.valueOf(namespace.sizeBytes()))
        + " in blocks of "
        + namespace.logicalBlockSize()
        + " B";
  }

  private static String inWords(NvmeControllerInfo info) {
    return String.join(
        ", ", info.model(), "serial " + info.serial(), "firmware " + info.firmware(), info.state());
  }

  // ---- what all have, and what some have ----

  /** Such as {@code controller-added}. */
  private static String name(NvmeEvent event, String between) {
    return Words.ofName(event.getClass().getSimpleName(), between);
  }

  private static @Nullable String device(NvmeEvent event) {
    if (event instanceof NvmeEvent.AsynchronousEvent e) {
      return "/dev/" + e.controller();
    }
    NvmeControllerInfo info = controller(event);
    return info == null ? null : info.path().toString();
  }

  private static @Nullable NvmeControllerInfo controller(NvmeEvent event) {
    if (event instanceof NvmeEvent.ControllerAdded e) {
      return e.controller();
    } else if (event instanceof NvmeEvent.ControllerRestarted e) {
      return e.controller();
    } else if (event instanceof NvmeEvent.ControllerChanged e) {
      return e.controller();
    } else if (event instanceof NvmeEvent.ControllerRemoved e) {
      return e.controller();
    } else if (event instanceof NvmeEvent.NamespaceAdded e) {
      return e.controller();
    } else if (event instanceof NvmeEvent.NamespaceChanged e) {
      return e.controller();
    }
    return event instanceof NvmeEvent.NamespaceRemoved e ? e.controller() : null;
  }

  private static @Nullable NvmeNamespaceInfo namespace(NvmeEvent event) {
    if (event instanceof NvmeEvent.NamespaceAdded e) {
      return e.namespace();
    } else if (event instanceof NvmeEvent.NamespaceChanged e) {
      return e.namespace();
    }
    return event instanceof NvmeEvent.NamespaceRemoved e ? e.namespace() : null;
  }

  // ---- as JSON ----

  /**
   * Programs depend on it: fields keep their names, types and order; new ones may come; anything
   * else needs another {@code schema}.
   */
  static void write(JsonGenerator json, NvmeEvent event) throws IOException {
    json.writeStartObject();
    Json.field(json, "schema", SCHEMA);
    Json.field(json, "time", Json.time(event.time()));
    Json.field(json, "device", device(event));
    Json.field(json, "event", name(event, "-"));
    NvmeControllerInfo controller = controller(event);
    if (controller != null) {
      Json.field(json, "model", controller.model());
      Json.field(json, "serial", controller.serial());
      Json.field(json, "firmware", controller.firmware());
      Json.field(json, "state", controller.state());
    }
    NvmeNamespaceInfo namespace = namespace(event);
    if (namespace != null) {
      Json.field(json, "namespace", namespace.name());
      Json.field(json, "nsid", Integer.toUnsignedLong(namespace.nsid()));
      Json.field(json, "size_bytes", namespace.sizeBytes());
      Json.field(json, "logical_block_size", namespace.logicalBlockSize());
    }
    if (event instanceof NvmeEvent.AsynchronousEvent e) {
      AsynchronousEventResult result = e.event();
      Json.field(json, "type", result.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      Json.field(json, "information", result.information());
      Json.field(json, "description", result.description());
      Json.field(json, "log_page", result.logPage());
      Json.field(json, "result", Integer.toUnsignedLong(result.raw()));
    } else if (event instanceof NvmeEvent.Missed e) {
      Json.field(json, "count", e.count() == NvmeEvent.Missed.UNKNOWN ? null : e.count());
    }
    json.writeEndObject();
  }
}
