package io.reactornvme.emulator;

import io.reactornvme.NvmeController;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.emulator.DriveRecording.Answer;
import io.reactornvme.emulator.DriveRecording.Command;
import io.reactornvme.emulator.DriveRecording.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Records a drive: reads its Identify data structures, log pages and features with commands that
 * only read, one after the other.
 *
 * <p>Asynchronous events are retained, and no telemetry data is captured anew. A command that the
 * drive does not support it refuses, which is recorded too, and of which it may make an entry in
 * its error log; that log and the SMART log are therefore read first.
 *
 * <p><b>What identifies the drive</b> (serial number, EUI64, NGUID, UUID, FRU GUID, subsystem NQN,
 * and the host's identifier) is replaced, wherever it occurs, by others of the same length that are
 * the same in every recording. Vendors' pages and telemetry may still say more than their owner
 * likes, in a form that nobody else knows.
 *
 * <p>Immutable; each setter returns a copy.
 */
public final class DriveRecorder {

  private static final int ALL = 0xFFFF_FFFF;
  private static final int STRUCTURE = 4096;

  /** Retain Asynchronous Event. */
  private static final int RAE = 1 << 15;

  /** What telemetry may have; a page that is longer is recorded so far. */
  private static final int MAX_PAGE = 16 << 20;

  private static final int MAX_CHUNK = 64 << 10;
  private static final int MAX_GROUPS = 64;

  /** Where a drive does not say what it has: those of the specification, and the usual vendor's. */
  private static final int[] PROBED_LOGS = {
    0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x11, 0x12, 0x13,
    0x20, 0x21, 0x22, 0x23, 0x80, 0x81, 0xC0
  };

  private static final int[] FEATURES = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10,
    0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1D, 0x80, 0x81, 0x82, 0x83, 0x84
  };

  private static final int SAVED_VALUES = 1 << 4; // of ONCS

  private static final Comparator<Command> ORDER =
      Comparator.comparing(Command::kind)
          .thenComparingInt(Command::selector)
          .thenComparing(Command::nsid, Integer::compareUnsigned)
          .thenComparing(Command::cdw11, Integer::compareUnsigned)
          .thenComparing(Command::cdw14, Integer::compareUnsigned)
          .thenComparing(Command::cdw10, Integer::compareUnsigned);

  private final NvmeController controller;
  private final boolean serialNumbers;
  private final boolean namespaces;
  private final Duration deadline;
  private final Consumer<String> progress;

  private DriveRecorder(
      NvmeController controller,
      boolean serialNumbers,
      boolean namespaces,
      Duration deadline,
      Consumer<String> progress) {
    this.controller = controller;
    this.serialNumbers = serialNumbers;
    this.namespaces = namespaces;
    this.deadline = deadline;
    this.progress = progress;
  }

  /**
   * A recorder with the defaults.
   *
   * @param controller the drive; it must outlive the recording
   * @return the recorder
   */
  public static DriveRecorder of(NvmeController controller) {
    return new DriveRecorder(controller, false, true, Duration.ofSeconds(10), step -> {});
  }

  /**
   * Whether serial numbers and other identifiers stay as they are.
   *
   * @param keep the default is false
   * @return a copy
   */
  public DriveRecorder serialNumbers(boolean keep) {
    return new DriveRecorder(controller, keep, namespaces, deadline, progress);
  }

  /**
   * Whether the structures of namespaces are recorded.
   *
   * @param wanted the default is true; without, the drive played back has no namespaces
   * @return a copy
   */
  public DriveRecorder namespaces(boolean wanted) {
    return new DriveRecorder(controller, serialNumbers, wanted, deadline, progress);
  }

  /**
   * How long the drive may take for each command.
   *
   * @param perCommand more than zero; the default is 10 seconds
   * @return a copy
   */
  public DriveRecorder deadline(Duration perCommand) {
    return new DriveRecorder(controller, serialNumbers, namespaces, perCommand, progress);
  }

  /**
   * Who is told of each command, before it is sent.
   *
   * @param step called with the command, on the recording's thread
   * @return a copy
   */
  public DriveRecorder onCommand(Consumer<String> step) {
    return new DriveRecorder(controller, serialNumbers, namespaces, deadline, step);
  }

  /**
   * Records the drive, on {@link Schedulers#boundedElastic()}.
   *
   * @return a cold Mono: the recording; or the error of the first command that got no answer, or of
   *     Identify Controller if the drive refused that
   */
  public Mono<DriveRecording> record() {
    return Mono.fromCallable(() -> new Session().record()).subscribeOn(Schedulers.boundedElastic());
  }

  /** One recording. */
  private final class Session {

    private final Map<Command, Answer> answers = new TreeMap<>(ORDER);
    private byte[] id = new byte[STRUCTURE];
    private int chunk = STRUCTURE;
    private final TreeSet<Integer> active = new TreeSet<>(Integer::compareUnsigned);
    private final TreeSet<Integer> allocated = new TreeSet<>(Integer::compareUnsigned);
    private final TreeSet<Integer> commandSets = new TreeSet<>();

    DriveRecording record() {
      PassthruResult identity = send(Kind.IDENTIFY, 0, 0x01, 0, 0, STRUCTURE).orThrow();
      id = keep(Kind.IDENTIFY, 0, 0x01, 0, 0, answer(identity, STRUCTURE)).data();
      int mdts = id[77] & 0xFF;
      chunk = mdts == 0 || mdts > 4 ? MAX_CHUNK : STRUCTURE << mdts;
      log(0x01, 0, ALL, 0, 0, ((id[262] & 0xFF) + 1) * 64);
      log(0x02, 0, ALL, 0, 0, 512);
      identify();
      logs();
      features();
      Map<String, String> header = new LinkedHashMap<>();
      header.put("recorded", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      header.put("serial-numbers", serialNumbers ? "kept" : "replaced");
      return new DriveRecording(header, serialNumbers ? answers : Identifiers.replaced(answers));
    }

    // ---- Identify ----

    private void identify() {
      list(0x02, active);
      list(0x10, allocated);
      allocated.addAll(active);
      commandSets();
      for (int cns : new int[] {0x04, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19}) {
        identify(cns, 0, 0);
      }
      for (int csi : commandSets) {
        identify(0x06, 0, csi);
        identify(0x07, 0, csi);
        identify(0x1A, 0, csi);
      }
      if (!namespaces) {
        return;
      }
      identify(0x00, ALL, 0);
      for (int nsid : allocated) {
        if (active.contains(nsid)) {
          identify(0x00, nsid, 0);
          identify(0x03, nsid, 0);
          identify(0x08, nsid, 0);
          for (int csi : commandSets) {
            identify(0x05, nsid, csi);
          }
        }
        identify(0x11, nsid, 0);
        identify(0x12, nsid, 0);
      }
      int free = DriveRecording.free(allocated);
      if (Integer.compareUnsigned(free, StructureWriter.u32(id, 516)) <= 0) {
        for (int cns : new int[] {0x00, 0x03, 0x05, 0x08, 0x11, 0x12}) {
          identify(cns, free, 0); // stands for all that are no namespace's
        }
      }
    }

    private Answer identify(int cns, int nsid, int csi) {
      return ask(Kind.IDENTIFY, nsid, cns, csi << 24, 0, STRUCTURE, STRUCTURE);
    }

    /** A list goes on after its last entry, if it is full. */
    private void list(int cns, SortedSet<Integer> to) {
      for (int after = 0; ; ) {
        Answer answer = identify(cns, after, 0);
        int last = 0;
        for (int at = 0; at < answer.data().length; at += 4) {
          int nsid = StructureWriter.u32(answer.data(), at);
          if (nsid == 0) {
            return;
          }
          if (namespaces) {
            to.add(nsid);
          }
          last = nsid;
        }
        if (Integer.compareUnsigned(last, after) <= 0) { // refused, or no list at all
          return;
        }
        after = last;
      }
    }

    private void commandSets() {
      commandSets.add(0);
      // CNTID FFFFh: of the controller that is asked.
      Answer answer = ask(Kind.IDENTIFY, 0, 0xFFFF_001C, 0, 0, STRUCTURE, STRUCTURE);
      for (int at = 0; at + 8 <= answer.data().length; at += 8) {
        long sets = StructureWriter.u64(answer.data(), at);
        for (int csi = 0; csi < 64; csi++) {
          if ((sets >>> csi & 1) != 0) {
            commandSets.add(csi);
          }
        }
      }
    }

    // ---- Get Log Page ----

    private void logs() {
      Answer supported = log(0x00, 0, ALL, 0, 0, 1024);
      if (supported.isSuccess()) {
        for (int lid = 0x03; lid <= 0xFF; lid++) {
          if ((supported.data()[lid * 4] & 1) != 0) {
            log(lid);
          }
        }
      } else {
        for (int lid : PROBED_LOGS) {
          log(lid);
        }
      }
      log(0x02, 0, 0, 0, 0, 512); // drives do not agree whether that means the controller
      for (int nsid : active) { // refused if there is one page for the whole controller
        log(0x02, 0, nsid, 0, 0, 512);
      }
    }

    private void log(int lid) {
      switch (lid) {
        case 0x05 -> commandSets.forEach(csi -> log(lid, 0, ALL, 0, csi, STRUCTURE));
        case 0x07, 0x08 -> telemetry(lid);
        case 0x09 -> groups(lid, 512);
        case 0x0A -> log(lid, 0, ALL, 1, 0, 512);
        case 0x0C -> {
          asymmetricAccess(0);
          asymmetricAccess(1); // groups only
        }
        case 0x0D -> persistentEvents();
        case 0x0E -> grown(lid, 0, 16, page -> dwords(page, 0));
        case 0x0B, 0x0F -> grown(lid, 0, 8, page -> 8 + 2 * StructureWriter.u64(page, 0));
        case 0x20, 0x21, 0x22, 0x23 -> groups(lid, lid == 0x22 ? 64 : STRUCTURE);
        case 0xBF -> active.forEach(nsid -> log(lid, 0, nsid, 0, 0, STRUCTURE));
        default -> log(lid, 0, ALL, 0, 0, length(lid));
      }
    }

    private static int length(int lid) {
      return switch (lid) {
        case 0x04, 0x11, 0x13 -> STRUCTURE;
        case 0x06 -> 564;
        case 0x12 -> 1024;
        case 0x80 -> 64;
        default -> 512;
      };
    }

    private static long dwords(byte[] page, int at) {
      return (StructureWriter.u32(page, at) & 0xFFFF_FFFFL) * 4;
    }

    private void groups(int lid, int length) {
      int groups = Math.min(StructureWriter.u16(id, 340), MAX_GROUPS);
      for (int group = Math.min(1, groups); group <= groups; group++) {
        log(lid, 0, ALL, group, 0, length);
      }
    }

    /** How long the page is, by its beginning. */
    private interface Length {
      long of(byte[] beginning);
    }

    private void grown(int lid, int lsp, int beginning, Length length) {
      Answer answer = read(lid, lsp, ALL, 0, 0, beginning);
      for (int have = beginning; answer.isSuccess(); have = answer.data().length) {
        long wanted = Math.min(length.of(answer.data()) + 3 & ~3L, MAX_PAGE);
        if (wanted <= have) {
          break;
        }
        answer = read(lid, lsp, ALL, 0, 0, (int) wanted);
      }
      keep(Kind.LOG, ALL, lid | lsp << 8, 0, 0, answer);
    }

    /** The last block of the largest data area. */
    private void telemetry(int lid) {
      grown(
          lid,
          0,
          512,
          page -> {
            long last = StructureWriter.u32(page, 16) & 0xFFFF_FFFFL;
            for (int at = 8; at < 14; at += 2) {
              last = Math.max(last, StructureWriter.u16(page, at));
            }
            return (last + 1) * 512;
          });
    }

    private void asymmetricAccess(int groupsOnly) {
      grown(
          0x0C,
          groupsOnly,
          16,
          page -> {
            int groups = StructureWriter.u16(page, 8);
            long at = 16;
            for (int i = 0; i < groups; i++) {
              if (at + 32 > page.length) { // of the others it is not yet known how long they are
                return at + (groups - i) * 32L;
              }
              at += 32 + dwords(page, (int) at + 4);
            }
            return at;
          });
    }

    /** The page is a snapshot that is to be made first, and given back. */
    private void persistentEvents() {
      Answer header = read(0x0D, 1, ALL, 0, 0, 512);
      if (header.isSuccess()) {
        long length = Math.min(Math.max(512, StructureWriter.u64(header.data(), 8)), MAX_PAGE);
        keep(Kind.LOG, ALL, 0x0D | 1 << 8, 0, 0, read(0x0D, 0, ALL, 0, 0, (int) length & ~3));
        read(0x0D, 2, ALL, 0, 0, 512);
      } else {
        keep(Kind.LOG, ALL, 0x0D | 1 << 8, 0, 0, header);
      }
    }

    private Answer log(int lid, int lsp, int nsid, int lsi, int csi, int length) {
      return keep(
          Kind.LOG,
          nsid,
          lid | lsp << 8,
          lsi << 16,
          csi << 24,
          read(lid, lsp, nsid, lsi, csi, length));
    }

    /** A page, in pieces that the drive takes. */
    private Answer read(int lid, int lsp, int nsid, int lsi, int csi, int length) {
      boolean extended = (id[261] & 4) != 0;
      byte[] page = new byte[extended ? length : Math.min(length, STRUCTURE)];
      for (int at = 0; at < page.length; at += chunk) {
        int part = Math.min(chunk, page.length - at);
        int numd = part / 4 - 1;
        Command command = Command.of(Kind.LOG, nsid, lid | lsp << 8, lsi << 16, csi << 24);
        progress.accept(command.toString());
        PassthruResult result =
            await(
                builder(command)
                    .cdw10(command.cdw10() | RAE | numd << 16)
                    .cdw11(command.cdw11() | numd >>> 16)
                    .cdw12(at)
                    .dataIn(part)
                    .build());
        if (!result.isSuccess()) {
          return answer(result, 0);
        }
        result.data().get(page, at, part);
      }
      return new Answer(0, 0, page);
    }

    // ---- Get Features ----

    private void features() {
      boolean selectable = (StructureWriter.u16(id, 520) & SAVED_VALUES) != 0;
      for (int fid : FEATURES) {
        switch (fid) {
          case 0x03, 0x82, 0x83, 0x84 -> active.forEach(nsid -> feature(fid, nsid, 0, selectable));
          case 0x04 -> temperatureThresholds(selectable);
          case 0x05 -> {
            feature(fid, 0, 0, selectable);
            active.forEach(nsid -> feature(fid, nsid, 0, selectable));
          }
          case 0x12, 0x13, 0x14 -> feature(fid, 0, 1, selectable); // NVM set 1
          case 0x18, 0x1D -> feature(fid, 0, 1, selectable); // endurance group 1
          case 0x81 -> {
            feature(fid, 0, 0, selectable);
            feature(fid, 0, 1, selectable); // 128 bits
          }
          default -> feature(fid, 0, 0, selectable);
        }
      }
    }

    /** Of the composite temperature and of the sensors there are: over, and under. */
    private void temperatureThresholds(boolean selectable) {
      Answer smart = answers.get(Command.of(Kind.LOG, ALL, 0x02, 0, 0));
      for (int sensor = 0; sensor <= 8; sensor++) {
        byte[] page = smart.data();
        if (sensor == 0
            || (page.length > 0 && StructureWriter.u16(page, 200 + 2 * (sensor - 1)) != 0)) {
          feature(0x04, 0, sensor << 16, selectable);
          feature(0x04, 0, sensor << 16 | 1 << 20, selectable);
        }
      }
    }

    /** Current, and if there is such a feature default, saved and capabilities. */
    private void feature(int fid, int nsid, int cdw11, boolean selectable) {
      int bytes = featureBytes(fid, cdw11);
      // Room for more than any feature is known to have: a drive is never to write past it.
      Answer current = ask(Kind.FEATURE, nsid, fid, cdw11, 0, STRUCTURE, bytes);
      if (selectable && current.isSuccess()) {
        ask(Kind.FEATURE, nsid, fid | 1 << 8, cdw11, 0, STRUCTURE, bytes);
        ask(Kind.FEATURE, nsid, fid | 2 << 8, cdw11, 0, STRUCTURE, bytes);
        ask(Kind.FEATURE, nsid, fid | 3 << 8, cdw11, 0, STRUCTURE, 0);
      }
    }

    private static int featureBytes(int fid, int cdw11) {
      return switch (fid) {
        case 0x03, 0x0D -> STRUCTURE;
        case 0x0C -> 256;
        case 0x0E -> 8;
        case 0x13, 0x16 -> 512;
        case 0x81 -> (cdw11 & 1) != 0 ? 16 : 8;
        default -> 0;
      };
    }

    // ---- commands ----

    /** Sends a command and keeps what it was answered, with so many bytes of the data. */
    private Answer ask(Kind kind, int nsid, int cdw10, int cdw11, int cdw14, int length, int kept) {
      PassthruResult result = send(kind, nsid, cdw10, cdw11, cdw14, length);
      return keep(kind, nsid, cdw10, cdw11, cdw14, answer(result, kept));
    }

    private Answer keep(Kind kind, int nsid, int cdw10, int cdw11, int cdw14, Answer answer) {
      answers.put(Command.of(kind, nsid, cdw10, cdw11, cdw14), answer);
      return answer;
    }

    private static Answer answer(PassthruResult result, int kept) {
      byte[] data = new byte[result.isSuccess() ? kept : 0];
      ByteBuffer from = result.data();
      from.get(data, 0, Math.min(data.length, from.remaining()));
      return new Answer(result.status().code(), result.result(), data);
    }

    private PassthruResult send(Kind kind, int nsid, int cdw10, int cdw11, int cdw14, int length) {
      Command command = Command.of(kind, nsid, cdw10, cdw11, cdw14);
      progress.accept(command.toString());
      return await(
          builder(command).cdw10(command.cdw10()).cdw11(command.cdw11()).dataIn(length).build());
    }

    private PassthruCommand.Builder builder(Command command) {
      return PassthruCommand.builder(command.kind().opcode())
          .nsid(command.nsid())
          .cdw14(command.cdw14())
          .deadline(deadline);
    }

    /** Throws what the library says if there is no answer. */
    private PassthruResult await(PassthruCommand command) {
      return controller.adminCmd(command).single().block();
    }
  }
}
