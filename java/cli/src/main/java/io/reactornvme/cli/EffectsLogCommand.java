package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme effects-log}. */
@Command(
    name = "effects-log",
    header = "Shows the Commands Supported and Effects log.",
    description = {
      "%nReads log page 05h: which commands a drive has, and what they change. Without --csi that"
          + " of each command set that the drive has."
    },
    footer = {"%nExample:", "  rnvme effects-log /dev/nvme0 -H"})
final class EffectsLogCommand extends ShowCommand<List<EffectsLogCommand.CommandSet>> {

  private static final int NVM = 0;
  private static final int ZONED = 2;
  private static final String RULE = "-".repeat(80);

  /** The log of one command set. */
  record CommandSet(int csi, CommandsSupportedAndEffectsLog log) {

    CommandsSupportedAndEffectsLog.CommandEffects effects(boolean admin, int opcode) {
      return admin ? log.adminCommand(opcode) : log.ioCommand(opcode);
    }
  }

  @Option(
      names = {"-c", "--csi"},
      paramLabel = "CSI",
      converter = Numbers.U8.class,
      description = "Only of this command set: 0 NVM, 2 zoned namespaces.")
  @Nullable Long csi;

  @Option(names = "--human-readable", description = "Explain the bits of each command.")
  boolean detailed;

  EffectsLogCommand(Console console) {
    super(console);
  }

  @Override
  Mono<List<CommandSet>> ask(Drive drive) {
    if (csi != null) {
      return read(drive, csi.intValue()).map(List::of);
    }
    // A drive with more than one command set lists them; others do not know the question.
    Mono<CommandSet> zoned =
        drive.controller().identify().ioCommandSets().flatMap(sets -> read(drive, ZONED));
    return read(drive, NVM)
        .flatMap(
            nvm ->
                zoned
                    .map(other -> List.of(nvm, other))
                    .onErrorReturn(NvmeStatusException.class, List.of(nvm)));
  }

  private static Mono<CommandSet> read(Drive drive, int csi) {
    return drive
        .controller()
        .logs()
        .commandsSupportedAndEffects(csi)
        .map(log -> new CommandSet(csi, log));
  }

  @Override
  String text(Answer<List<CommandSet>> answer, List<CommandSet> sets) {
    StringBuilder text = new StringBuilder();
    for (CommandSet set : sets) {
      String name =
          switch (set.csi()) {
            case NVM -> "NVM";
            case ZONED -> "ZNS";
            default -> "Unknown";
          };
      text.append(name).append(" Command Set Log Page\n").append(RULE).append('\n');
      segment(set, true, 0, 0xbf, "Admin Commands", text);
      segment(set, true, 0xc0, 0xff, "Vendor Specific Admin Commands", text);
      segment(set, false, 0, 0x7f, "I/O Commands", text);
      segment(set, false, 0x80, 0xff, "Vendor Specific I/O Commands", text);
    }
    return text.toString();
  }

  private void segment(
      CommandSet set, boolean admin, int first, int last, String title, StringBuilder text) {
    StringBuilder lines = new StringBuilder();
    for (int opcode = first; opcode <= last; opcode++) {
      CommandsSupportedAndEffectsLog.CommandEffects effects = set.effects(admin, opcode);
      if (effects.supported()) {
        lines.append(
            String.format(
                Locale.ROOT,
                admin ? "ACS%-6d[%-32s] %08x" : "IOCS%-5d[%-32s] %08x",
                opcode,
                CommandNames.of(admin, opcode),
                effects.value()));
        lines.append(detailed ? bits(effects) : "").append('\n');
      }
    }
    if (lines.length() > 0) {
      text.append(title).append('\n').append(lines).append('\n');
    }
  }

  private static String bits(CommandsSupportedAndEffectsLog.CommandEffects effects) {
    String restriction =
        switch (effects.commandSubmissionAndExecution()) {
          case 0 -> "No command restriction";
          case 1 -> "No other command for same namespace";
          case 2 -> "No other command for any namespace";
          default -> "Reserved CSE";
        };
    return "  CSUPP+"
        + bit("LBCC", effects.logicalBlockContentChange())
        + bit("NCC", effects.namespaceCapabilityChange())
        + bit("NIC", effects.namespaceInventoryChange())
        + bit("CCC", effects.controllerCapabilityChange())
        + bit("USS", effects.uuidSelectionSupported())
        + "  "
        + restriction;
  }

  private static String bit(String name, boolean set) {
    return "  " + name + (set ? "+" : "-");
  }

  @Override
  void document(JsonGenerator json, List<CommandSet> sets) throws IOException {
    array(json, sets);
  }

  /** Beside the drive's name the array needs one, too. */
  @Override
  void json(JsonGenerator json, List<CommandSet> sets) throws IOException {
    json.writeFieldName("effects_log");
    array(json, sets);
  }

  private static void array(JsonGenerator json, List<CommandSet> sets) throws IOException {
    json.writeStartArray();
    for (CommandSet set : sets) {
      json.writeStartObject();
      Json.field(json, "command_set_identifier", set.csi());
      commands(json, set, true, "admin_cmd_set", "ACS_");
      commands(json, set, false, "io_cmd_set", "IOCS_");
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void commands(
      JsonGenerator json, CommandSet set, boolean admin, String name, String prefix)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (int opcode = 0; opcode < 256; opcode++) {
      CommandsSupportedAndEffectsLog.CommandEffects effects = set.effects(admin, opcode);
      if (effects.supported()) {
        String field = prefix + opcode + " (" + CommandNames.of(admin, opcode) + ")";
        Json.field(json, field, effects.value());
      }
    }
    json.writeEndObject();
  }

  @Override
  byte[] binary(List<CommandSet> sets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sets.forEach(set -> bytes.writeBytes(Raw.bytes(set.log().raw())));
    return bytes.toByteArray();
  }
}
