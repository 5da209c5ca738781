package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.DirectiveParameters;
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.StreamsParameters;
import io.reactornvme.spec.StreamsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme dir-receive}. */
@Command(
    name = "dir-receive",
    header = "Shows what a directive of a namespace has to say, or allocates streams.",
    description = {
      "%nOf directive 0, identify, operation 1: which directives there are. Of directive 1,"
          + " streams, operation 1: what there can be, 2: which are open, 3: allocates as many as"
          + " --req-resource says. Of a controller's node it is about namespace 1."
    },
    footer = {
      "%nExamples:",
      "  rnvme dir-receive /dev/nvme0n1 -D 0 -O 1 -H",
      "  rnvme dir-receive /dev/nvme0n1 -D 1 -O 3 -r 4     four streams"
    })
final class DirReceiveCommand extends ShowCommand<PassthruResult> {

  private static final int IDENTIFY_PARAMETERS = 0x0001;
  private static final int STREAMS_PARAMETERS = 0x0101;
  private static final int STREAMS_STATUS = 0x0102;
  private static final int STREAMS_ALLOCATE = 0x0103;

  /** What nvme-cli asks for: the most there can be. */
  private static final int STATUS_BYTES = 128 << 10;

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin DirectiveOptions directive = new DirectiveOptions();

  @Option(
      names = {"-r", "--req-resource"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "How many streams are to be allocated.")
  long requested;

  @Option(names = "--human-readable", description = "Explain the answer.")
  boolean detailed;

  DirReceiveCommand(Console console) {
    super(console);
  }

  @Override
  boolean mayRepeat() {
    return directive.key() != STREAMS_ALLOCATE;
  }

  @Override
  void check() {
    if (directive.length == 0) {
      directive.length = usualLength();
    }
    directive.checkLength(this);
  }

  private int usualLength() {
    return switch (directive.key()) {
      case IDENTIFY_PARAMETERS -> DirectiveParameters.SIZE;
      case STREAMS_PARAMETERS -> StreamsParameters.SIZE;
      case STREAMS_STATUS -> STATUS_BYTES;
      case STREAMS_ALLOCATE -> 0;
      default -> throw wrong("--dir-type is 0 with --dir-oper 1, or 1 with --dir-oper 1, 2 or 3");
    };
  }

  @Override
  Mono<PassthruResult> ask(Drive drive) {
    return directive.send(
        drive,
        namespace,
        PassthruCommand.builder(AdminOpcode.DIRECTIVE_RECEIVE)
            .cdw12(directive.key() == STREAMS_ALLOCATE ? (int) requested : 0)
            .dataIn((int) directive.length));
  }

  @Override
  String text(Answer<PassthruResult> answer, PassthruResult result) {
    String head =
        String.format(
            Locale.ROOT,
            "dir-receive: type:%s operation:%s spec:%s nsid:%s result:%s%n",
            Page.hex(directive.type),
            Page.hex(directive.operation),
            Page.hex(directive.specific),
            Page.hex(Integer.toUnsignedLong(answer.nsid())),
            Page.hex(Integer.toUnsignedLong(result.dw0())));
    if (detailed) {
      return head + explained(directive.key(), result.data(), result.dw0());
    }
    return result.data().hasRemaining() ? head + HexDump.of(Raw.bytes(result.data())) : head;
  }

  /** What the answer to an operation means. */
  static String explained(int key, ByteBuffer data, int dword) {
    return switch (key) {
      case IDENTIFY_PARAMETERS -> explained(DirectiveParameters.decode(data));
      case STREAMS_PARAMETERS -> explained(StreamsParameters.decode(data));
      case STREAMS_STATUS -> explained(StreamsStatus.decode(data));
      default -> line("Namespace Streams Allocated (NSA)", dword & 0xffff);
    };
  }

  private static String explained(DirectiveParameters parameters) {
    return "\tDirective support \n"
        + both(parameters.supported(), "supported", "not supported")
        + "\tDirective status \n"
        + both(parameters.enabled(), "enabled", "disabled");
  }

  private static String both(Set<DirectiveType> types, String in, String notIn) {
    return String.format(
        Locale.ROOT,
        "\t\tIdentify Directive  : %s%n\t\tStream Directive    : %s%n",
        types.contains(DirectiveType.IDENTIFY) ? in : notIn,
        types.contains(DirectiveType.STREAMS) ? in : notIn);
  }

  private static String explained(StreamsParameters p) {
    return line("Max Streams Limit                          (MSL)", p.maxStreamsLimit())
        + line("NVM Subsystem Streams Available           (NSSA)", p.nvmSubsystemStreamsAvailable())
        + line("NVM Subsystem Streams Open                (NSSO)", p.nvmSubsystemStreamsOpen())
        + line(
            "NVM Subsystem Stream Capability           (NSSC)",
            p.nvmSubsystemStreamCapability().value())
        + line("Stream Write Size (in unit of LB size)     (SWS)", p.streamWriteSize())
        + line("Stream Granularity Size (in unit of SWS)   (SGS)", p.streamGranularitySize())
        + line("Namespace Streams Allocated                (NSA)", p.namespaceStreamsAllocated())
        + line("Namespace Streams Open                     (NSO)", p.namespaceStreamsOpen());
  }

  private static String explained(StreamsStatus status) {
    StringBuilder text = new StringBuilder(line("Open Stream Count  ", status.openStreamCount()));
    List<Integer> identifiers = status.streamIdentifiers();
    for (int i = 0; i < identifiers.size(); i++) {
      text.append(
          line(String.format(Locale.ROOT, "Stream Identifier %06d ", i + 1), identifiers.get(i)));
    }
    return text.toString();
  }

  private static String line(String name, long value) {
    return "\t" + name + ": " + value + "\n";
  }

  @Override
  void json(JsonGenerator json, PassthruResult result) throws IOException {
    Json.field(json, "type", directive.type);
    Json.field(json, "operation", directive.operation);
    Json.field(json, "spec", directive.specific);
    Json.field(json, "result", Integer.toUnsignedLong(result.dw0()));
    Json.field(json, "data", HexFormat.of().formatHex(Raw.bytes(result.data())));
  }

  @Override
  byte[] binary(PassthruResult result) {
    return Raw.bytes(result.data());
  }
}
