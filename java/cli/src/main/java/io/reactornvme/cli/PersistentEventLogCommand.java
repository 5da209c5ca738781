package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.LogPageRequest;
import io.reactornvme.NvmeLogChangedException;
import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.PersistentEventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** {@code rnvme persistent-event-log}. */
@Command(
    name = "persistent-event-log",
    header = "Shows the Persistent Event log.",
    description = {
      "%nReads log page 0Dh: what happened to a drive over its life. A drive has one reporting"
          + " context; without --action it is established, read and released."
    },
    footer = {
      "%nExamples:",
      "  rnvme persistent-event-log /dev/nvme0",
      "  rnvme persistent-event-log /dev/nvme0 -a 2     release what somebody left behind"
    })
final class PersistentEventLogCommand extends ShowCommand<PersistentEventLogCommand.Outcome> {

  private static final String NAME = "Persistent Event log";

  /** What is taken into memory, and how often it begins anew. */
  private static final int MOST = 256 << 20;

  private static final int READ_AGAIN = 3;

  private static final int READ = 0;
  private static final int ESTABLISH = 1;
  private static final int RELEASE = 2;

  /** The log; null if it was not asked for. */
  record Outcome(@Nullable PersistentEventLog log) {}

  @Option(
      names = {"-a", "--action"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "0 reads in the context that there is, 1 establishes one, 2 releases it (default: all"
            + " three)."
      })
  @Nullable Long action;

  @Option(
      names = {"-l", "--log_len", "--log-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "How much to read, with an action (default: all).")
  long length;

  PersistentEventLogCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (action != null && action > RELEASE) {
      throw wrong("--action is 0 to 2, not " + action);
    }
    if (length != 0 && length < PersistentEventLog.HEADER_SIZE) {
      throw wrong(
          "at least 512 bytes are required, or 0 to read the complete log page, not " + length);
    }
  }

  @Override
  Mono<Outcome> ask(Drive drive) {
    NvmeLogs logs = drive.controller().logs();
    if (action == null) {
      return whole(drive, logs);
    }
    LogPageRequest page = LogPageRequest.of(PersistentEventLog.LOG_PAGE_IDENTIFIER);
    return switch (action.intValue()) {
      case RELEASE -> logs.releasePersistentEvents().thenReturn(new Outcome(null));
      case ESTABLISH -> {
        Mono<PersistentEventLog> header = header(logs, page.logSpecificParameter(ESTABLISH));
        yield length == 0
            ? header.thenReturn(new Outcome(null))
            : header.flatMap(log -> read(drive, page, length));
      }
      default ->
          length == 0
              ? header(logs, page).flatMap(log -> read(drive, page, length(log)))
              : read(drive, page, length);
    };
  }

  /** In a context of its own. Somebody else may take that, and then it begins anew. */
  private Mono<Outcome> whole(Drive drive, NvmeLogs logs) {
    Transfer transfer = new Transfer(NAME);
    Flux<ByteBuffer> pieces =
        logs.persistentEventData()
            .switchOnFirst(
                (first, all) -> {
                  if (first.hasValue()) {
                    transfer.total(length(PersistentEventLog.decode(first.get())));
                  }
                  return all;
                });
    return outcome(gathered(drive, transfer, pieces))
        .retryWhen(Retry.max(READ_AGAIN).filter(NvmeLogChangedException.class::isInstance));
  }

  private Mono<Outcome> read(Drive drive, LogPageRequest page, long bytes) {
    return outcome(
        gathered(
            drive, new Transfer(NAME, bytes), drive.controller().logs().read(page.length(bytes))));
  }

  private static Mono<Outcome> outcome(Mono<byte[]> log) {
    return log.map(bytes -> new Outcome(PersistentEventLog.decode(ByteBuffer.wrap(bytes))));
  }

  /** As the drive tells. */
  private static long length(PersistentEventLog header) {
    long bytes = header.totalLogLength();
    if (bytes < 0 || bytes > MOST) {
      throw new IllegalArgumentException(
          "the drive tells of a log of "
              + Long.toUnsignedString(bytes)
              + " bytes: say --action and --log-len for a part of it");
    }
    return bytes;
  }

  private static Mono<PersistentEventLog> header(NvmeLogs logs, LogPageRequest page) {
    return Raw.gathered(logs.read(page.length(PersistentEventLog.HEADER_SIZE)))
        .map(PersistentEventLog::decode);
  }

  @Override
  String text(Answer<Outcome> answer, Outcome outcome) {
    if (outcome.log() == null) {
      String what = action != null && action == RELEASE ? "Releasing" : "Establishing";
      return what + " Persistent Event Log Context\n";
    }
    String title =
        "Persistent Event Log for device: "
            + answer.name()
            + "\nAction for Persistent Event Log: "
            + READ
            + "\n";
    return title + PersistentEventPage.text(outcome.log(), new Page.At(answer.name(), 0));
  }

  @Override
  void json(JsonGenerator json, Outcome outcome) throws IOException {
    if (outcome.log() != null) {
      PersistentEventPage.json(json, outcome.log());
    }
  }

  @Override
  byte[] binary(Outcome outcome) {
    return outcome.log() == null ? new byte[0] : Raw.bytes(outcome.log().raw());
  }
}
