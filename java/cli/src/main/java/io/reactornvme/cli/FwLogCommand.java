package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.FirmwareSlotLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme fw-log}. */
@Command(
    name = "fw-log",
    header = "Shows the Firmware Slot Information log.",
    description = "%nReads log page 03h: which firmware is in which slot, and which is active.",
    footer = {"%nExample:", "  rnvme fw-log /dev/nvme0"})
final class FwLogCommand extends ShowCommand<FwLogCommand.Slots> {

  private static final int SLOTS = 7;

  /** The log with the name of its drive, which is the name of the JSON's only field. */
  record Slots(String device, FirmwareSlotLog log) {

    int active() {
      return log.activeFirmwareInfo().value();
    }

    boolean isUsed(int slot) {
      return log.raw().get(8 * slot) != 0;
    }

    /** The eight characters, as a number too. */
    long number(int slot) {
      ByteBuffer raw = log.raw().order(ByteOrder.LITTLE_ENDIAN);
      return raw.getLong(8 * slot);
    }

    /** With a point for what cannot be shown, blanks among it, as nvme-cli has it. */
    String revision(int slot) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        byte c = log.raw().get(8 * slot + i);
        text.append(c >= '!' && c <= '~' ? (char) c : '.');
      }
      return text.toString();
    }
  }

  FwLogCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Slots> ask(Drive drive) {
    return drive.controller().logs().firmwareSlots().map(log -> new Slots(drive.name(), log));
  }

  @Override
  String text(Answer<Slots> answer, Slots slots) {
    StringBuilder text = new StringBuilder("Firmware Log for device:" + slots.device() + "\n");
    text.append("afi  : ").append(Page.hex(slots.active())).append('\n');
    for (int slot = 1; slot <= SLOTS; slot++) {
      if (slots.isUsed(slot)) {
        text.append(
            String.format(
                Locale.ROOT,
                "frs%d : 0x%014x (%s)%n",
                slot,
                slots.number(slot),
                slots.revision(slot)));
      }
    }
    return text.toString();
  }

  @Override
  void json(JsonGenerator json, Slots slots) throws IOException {
    json.writeObjectFieldStart(slots.device());
    Json.field(json, "Active Firmware Slot (afi)", slots.active());
    for (int slot = 1; slot <= SLOTS; slot++) {
      if (slots.isUsed(slot)) {
        String text = Sizes.unsigned(slots.number(slot)) + " (" + slots.revision(slot) + ")";
        Json.field(json, "Firmware Rev Slot " + slot, text);
      }
    }
    json.writeEndObject();
  }

  @Override
  byte[] binary(Slots slots) {
    return Raw.bytes(slots.log().raw());
  }
}
