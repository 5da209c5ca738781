package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme get-feature}. */
@Command(
    name = "get-feature",
    header = "Shows a feature's value, or those of all features that a drive has.",
    footer = {
      "%nExamples:",
      "  rnvme get-feature /dev/nvme0 -f 4          the temperature threshold",
      "  rnvme get-feature /dev/nvme0               all of them",
      "  rnvme get-feature /dev/nvme0 -s 8 -H        those that have been changed, in words",
      "  rnvme get-feature --all --feature-id=6 -o json"
    })
final class GetFeatureCommand extends ShowCommand<List<GetFeatureCommand.Value>> {

  private static final int ALL = 0xFFFFFFFF;
  private static final int CAPABILITIES = 3;
  private static final int FDP_EVENT_TYPES = 0xff;
  private static final int CURRENT = 0;
  private static final int DEFAULT = 1;

  /** Not the drive's: current values that are not the default ones. */
  private static final int CHANGED = 8;

  private static final Map<Long, String> SELECT =
      Map.of(
          0L, "Current",
          1L, "Default",
          2L, "Saved",
          3L, "Supported capabilities",
          8L, "Changed");

  private static final int FEATURES = 0x100;

  /** What a drive says of a feature. */
  record Value(int id, PassthruResult result) {
    boolean isLike(Value other) {
      return result.dw0() == other.result.dw0() && result.data().equals(other.result.data());
    }
  }

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-f", "--feature-id"},
      paramLabel = "FID",
      converter = Numbers.U8.class,
      description = "Feature identifier (default: 0, which is all that the drive answers for).")
  long feature;

  @Option(
      names = {"-s", "--sel"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "Which value: 0 current, 1 default, 2 saved, 3 what of it is supported, 8 current where that"
            + " is not the default."
      })
  long select;

  @Option(
      names = {"-l", "--data-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "How much data the feature has (default: as the specification says).")
  long length;

  @Option(
      names = {"-c", "--cdw11"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 11, for features that want one.")
  long cdw11;

  @Option(
      names = {"-U", "--uuid-index"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "UUID index, 0 to 127.")
  long uuidIndex;

  @Option(names = "--human-readable", description = "Explain the values.")
  boolean detailed;

  GetFeatureCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (!SELECT.containsKey(select)) {
      throw wrong("--sel is 0 to 3 or 8, not " + select);
    }
    if (uuidIndex > 0x7f) {
      throw wrong("--uuid-index is 0 to 127, not " + uuidIndex);
    }
  }

  @Override
  Mono<List<Value>> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid, ALL);
    if (feature != 0) {
      return value(drive, nsid, (int) feature).map(List::of).defaultIfEmpty(List.of());
    }
    // A drive has no list of its features: what it refuses, it does not have, or not here.
    return Flux.range(1, FEATURES - 1)
        .concatMap(
            id ->
                value(drive, nsid, id)
                    .onErrorResume(NvmeStatusException.class, refused -> Mono.empty()))
        .collectList();
  }

  private Mono<Value> value(Drive drive, int nsid, int id) {
    if (select != CHANGED) {
      return value(drive, nsid, id, (int) select);
    }
    return value(drive, nsid, id, CURRENT)
        .filterWhen(
            current ->
                value(drive, nsid, id, DEFAULT)
                    .map(usual -> !usual.isLike(current))
                    .onErrorReturn(NvmeStatusException.class, true));
  }

  private Mono<Value> value(Drive drive, int nsid, int id, int selected) {
    int dword = (int) cdw11;
    int bytes = length != 0 ? (int) length : Features.length(id, dword, false);
    if (id == Features.FDP_EVENTS) {
      bytes = FDP_EVENT_TYPES * 2;
      dword |= FDP_EVENT_TYPES << 16;
    }
    PassthruCommand command =
        PassthruCommand.builder(AdminOpcode.GET_FEATURES)
            .nsid(nsid)
            .cdw10(id | selected << 8)
            .cdw11(dword)
            .cdw14((int) uuidIndex)
            .dataIn(selected == CAPABILITIES ? 0 : bytes)
            .build();
    return drive.controller().adminCmd(command).map(result -> new Value(id, result.orThrow()));
  }

  @Override
  String text(Answer<List<Value>> answer, List<Value> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text(value, text));
    return text.toString();
  }

  private void text(Value value, StringBuilder text) {
    PassthruResult result = value.result();
    text.append(
        String.format(
            Locale.ROOT,
            "get-feature:0x%02x (%s), %s value:%s%n",
            value.id(),
            Features.name(value.id()),
            SELECT.get(select),
            dword(Integer.toUnsignedLong(result.dw0()))));
    if (select == CAPABILITIES) {
      capabilities(result.dw0(), text);
    } else if (detailed) {
      text.append(FeatureFields.text(value.id(), result.dw0(), Raw.bytes(result.data())));
    } else if (result.data().hasRemaining()) {
      text.append(HexDump.of(Raw.bytes(result.data())));
    }
  }

  private static void capabilities(int bits, StringBuilder text) {
    String[] words = {"saveable", "per-namespace", "changeable"};
    for (int i = 0; i < words.length; i++) {
      if ((bits >> i & 1) != 0) {
        text.append("  Feature is ").append(words[i]).append('\n');
      }
    }
  }

  /** As nvme-cli has it: eight digits, and zero without a prefix. */
  static String dword(long value) {
    return value == 0 ? "00000000" : String.format(Locale.ROOT, "0x%08x", value);
  }

  /**
   * One feature is the object itself, empty if it is not changed, as all of them are in an array.
   */
  @Override
  void json(JsonGenerator json, List<Value> values) throws IOException {
    if (feature != 0) {
      for (Value value : values) {
        json(json, value);
      }
      return;
    }
    json.writeArrayFieldStart("features");
    for (Value value : values) {
      json.writeStartObject();
      json(json, value);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void json(JsonGenerator json, Value value) throws IOException {
    PassthruResult result = value.result();
    Json.field(json, "feature", value.id());
    Json.field(json, "name", Features.name(value.id()));
    Json.field(json, "select", select);
    Json.field(json, "value", Integer.toUnsignedLong(result.dw0()));
    if (result.data().hasRemaining()) {
      Json.field(json, "data", HexFormat.of().formatHex(Raw.bytes(result.data())));
    }
  }

  @Override
  byte[] binary(List<Value> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    values.forEach(value -> bytes.writeBytes(Raw.bytes(value.result().data())));
    return bytes.toByteArray();
  }
}
