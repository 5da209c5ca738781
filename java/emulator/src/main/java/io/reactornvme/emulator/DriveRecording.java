package io.reactornvme.emulator;

import io.reactornvme.spec.AdminOpcode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a drive answered to the commands that read its structures: Identify, Get Log Page and Get
 * Features. {@link DriveRecorder} makes one of a drive, {@link EmulatedNvme.Builder#recorded} plays
 * it back. Immutable.
 *
 * <p><b>The file</b> is UTF-8 text, made for {@code diff}: one section for each answer, and lines
 * of 16 bytes which do not move when others change.
 *
 * <pre>{@code
 * reactor-nvme drive recording 1
 * # Comments begin with a number sign.
 * recorded: 2026-11-22T22:39:23Z
 * serial-numbers: replaced
 *
 * [identify cns=0x01]
 * # Identify Controller
 * bytes: 4096
 * 00000: 36 1b f4 1a 52 45 43 4f 52 44 30 31 20 20 20 20
 * 00010: 20 20 20 20 20 20 20 20 51 45 4d 55 20 4e 56 4d
 *
 * [feature fid=0x02]
 * result: 0x1
 *
 * [log lid=0xc0 nsid=0xffffffff]
 * status: 0x4002
 * }</pre>
 *
 * <p>The first line names the format and its version. Header lines of unknown keys are for people.
 * A section's first line says the command, by its fields in the specification; those that are zero
 * are left out:
 *
 * <ul>
 *   <li>{@code identify}: {@code cns cntid nsid cnssid csi uuid}
 *   <li>{@code log}: {@code lid lsp nsid lsi csi uuid}; the bytes are the page from its start,
 *       whatever pieces it was read in
 *   <li>{@code feature}: {@code fid sel nsid cdw11 uuid}
 * </ul>
 *
 * <p>Then {@code status}, the 15-bit status field (left out if zero); {@code result}, dwords 0 and
 * 1 of the completion (left out if zero); {@code bytes}, the length of the data (left out if there
 * is none); and the data in hexadecimal, each line after its offset. Lines of zeros alone are left
 * out.
 */
public final class DriveRecording {

  /** The version of the file format. */
  public static final int VERSION = 1;

  private static final String MAGIC = "reactor-nvme drive recording ";
  private static final int LINE = 16;
  private static final int MAX_BYTES = 64 << 20;

  /** A field of a command: the word for it, in which dword, and where there. */
  private record Field(String word, int dword, int high, int low) {
    int of(Command c) {
      return c.dword(dword) >>> low & mask();
    }

    int mask() {
      return (int) ((1L << (high - low + 1)) - 1);
    }
  }

  private static final Field NSID = new Field("nsid", 1, 31, 0);
  private static final Field UUID = new Field("uuid", 14, 6, 0);

  /** The commands that can be recorded, and those of their fields that ask for something else. */
  enum Kind {
    IDENTIFY(
        AdminOpcode.IDENTIFY,
        new Field("cns", 10, 7, 0),
        new Field("cntid", 10, 31, 16),
        NSID,
        new Field("cnssid", 11, 15, 0),
        new Field("csi", 11, 31, 24),
        UUID),
    LOG(
        AdminOpcode.GET_LOG_PAGE,
        new Field("lid", 10, 7, 0),
        new Field("lsp", 10, 14, 8),
        NSID,
        new Field("lsi", 11, 31, 16),
        new Field("csi", 14, 31, 24),
        UUID),
    FEATURE(
        AdminOpcode.GET_FEATURES,
        new Field("fid", 10, 7, 0),
        new Field("sel", 10, 10, 8),
        NSID,
        new Field("cdw11", 11, 31, 0),
        UUID);

    private final int opcode;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Field> fields;

    Kind(int opcode, Field... fields) {
      this.opcode = opcode;
      this.fields = List.of(fields);
    }

    int opcode() {
      return opcode;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Kind of(int opcode) {
      for (Kind kind : values()) {
        if (kind.opcode == opcode) {
          return kind;
        }
      }
      return null;
    }
  }

  /** A command, without those bits that only say where to begin and how much to transfer. */
  record Command(Kind kind, int nsid, int cdw10, int cdw11, int cdw14) {

    static Command of(Kind kind, int nsid, int cdw10, int cdw11, int cdw14) {
      Command all = new Command(kind, nsid, cdw10, cdw11, cdw14);
      int[] kept = new int[15];
      for (Field f : kind.fields) {
        kept[f.dword] |= f.of(all) << f.low;
      }
      return new Command(kind, kept[1], kept[10], kept[11], kept[14]);
    }

    int dword(int n) {
      return switch (n) {
        case 1 -> nsid;
        case 10 -> cdw10;
        case 11 -> cdw11;
        default -> cdw14;
      };
    }

    /** CNS, LID or FID. */
    int selector() {
      return cdw10 & 0xFF;
    }

    Command withNsid(int other) {
      return new Command(kind, other, cdw10, cdw11, cdw14);
    }

    @Override
    public String toString() {
      StringBuilder s = new StringBuilder(kind.word());
      for (Field f : kind.fields) {
        int value = f.of(this);
        if (value != 0 || f == kind.fields.get(0)) {
          s.append(' ').append(f.word).append("=0x");
          s.append(f.low == 0 && f.dword == 10 ? hex(value, 2) : Integer.toHexString(value));
        }
      }
      return s.toString();
    }
  }

  /** What came back; the bytes are nobody's to change. */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Answer(int status, long result, byte[] data) {
    boolean isSuccess() {
      return (status & 0x7FF) == 0;
    }
  }

  private final Map<String, String> header;
  private final Map<Command, Answer> answers;

  DriveRecording(Map<String, String> header, Map<Command, Answer> answers) {
    this.header = new LinkedHashMap<>(header);
    this.answers = new LinkedHashMap<>(answers);
  }

  @Nullable Answer answer(Command command) {
    return answers.get(command);
  }

  Map<Command, Answer> answers() {
    return answers;
  }

  /** The data of a command that the drive answered with success, or null. */
  byte @Nullable [] data(Command command) {
    Answer answer = answers.get(command);
    return answer != null && answer.isSuccess() ? answer.data() : null;
  }

  /** The lowest identifier that is no namespace's. */
  static int free(SortedSet<Integer> allocated) {
    int free = 1;
    while (allocated.contains(free)) {
      free++;
    }
    return free;
  }

  byte @Nullable [] identify(int cns, int nsid, int csi) {
    return data(Command.of(Kind.IDENTIFY, nsid, cns, csi << 24, 0));
  }

  /**
   * How many commands the drive answered, with success or without.
   *
   * @return the count of sections
   */
  public int answerCount() {
    return answers.size();
  }

  /**
   * How many of them it refused.
   *
   * @return the count of sections with a status other than success
   */
  public int refusedCount() {
    return (int) answers.values().stream().filter(a -> !a.isSuccess()).count();
  }

  /**
   * The drive's model number, as it was recorded; played back, the drive is shown as {@code
   * EMULATED} all the same.
   *
   * @return MN of Identify Controller, without trailing blanks
   */
  public String model() {
    return text(24, 40);
  }

  /**
   * The drive's serial number, or what stands for it.
   *
   * @return SN of Identify Controller, without trailing blanks
   */
  public String serial() {
    return text(4, 20);
  }

  /** A text of Identify Controller. */
  String text(int offset, int length) {
    byte[] id = identify(0x01, 0, 0);
    return id == null || id.length < offset + length
        ? ""
        : new String(id, offset, length, StandardCharsets.ISO_8859_1)
            .replace('\0', ' ')
            .stripTrailing();
  }

  // ---- writing ----

  /**
   * Writes the file: beside it first, then in its place.
   *
   * @param file replaced if there is one
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path part = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".part");
    try {
      try (Writer to = Files.newBufferedWriter(part)) {
        write(to);
      }
      Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Writes what the file has.
   *
   * @param to not closed
   * @throws IOException if it cannot be written
   */
  public void write(Writer to) throws IOException {
    to.write(MAGIC + VERSION + "\n");
    for (Map.Entry<String, String> line : header.entrySet()) {
      to.write(line.getKey() + ": " + line.getValue() + "\n");
    }
    for (Map.Entry<Command, Answer> entry : answers.entrySet()) {
      to.write("\n[" + entry.getKey() + "]\n");
      String name = StructureNames.of(entry.getKey());
      if (!name.isEmpty()) {
        to.write("# " + name + "\n");
      }
      write(to, entry.getValue());
    }
  }

  private static void write(Writer to, Answer answer) throws IOException {
    if (answer.status() != 0) {
      to.write("status: 0x" + hex(answer.status(), 4) + "\n");
    }
    if (answer.result() != 0) {
      to.write("result: 0x" + Long.toHexString(answer.result()) + "\n");
    }
    byte[] data = answer.data();
    if (data.length == 0) {
      return;
    }
    to.write("bytes: " + data.length + "\n");
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < data.length; at += LINE) {
      line.setLength(0);
      line.append(hex(at, 5)).append(':');
      int any = 0;
      for (int i = at; i < Math.min(at + LINE, data.length); i++) {
        any |= data[i];
        line.append(' ').append(hex(data[i] & 0xFF, 2));
      }
      if (any != 0) {
        to.write(line.append('\n').toString());
      }
    }
  }

  private static String hex(int value, int digits) {
    String s = Integer.toHexString(value);
    return s.length() >= digits ? s : "0".repeat(digits - s.length()) + s;
  }

  /**
   * All of the file, which {@link #parse} reads.
   *
   * @return some 4 characters for each byte that is not zero
   */
  public String toText() {
    StringWriter text = new StringWriter();
    try {
      write(text);
    } catch (IOException e) {
      throw new AssertionError(e); // a StringWriter has none
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "DriveRecording[" + model() + ", " + answerCount() + " answers]";
  }

  // ---- reading ----

  /**
   * Reads a file.
   *
   * @param file what {@link #write(Path)} wrote
   * @return the recording
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no recording; says the line
   */
  public static DriveRecording read(Path file) throws IOException {
    try (Reader from = Files.newBufferedReader(file)) {
      return read(from, file.toString());
    }
  }

  /**
   * Reads what a file has.
   *
   * @param text what {@link #toText()} gave
   * @return the recording
   * @throws IllegalArgumentException if it is no recording; says the line
   */
  public static DriveRecording parse(String text) {
    try {
      return read(new StringReader(text), "line");
    } catch (IOException e) {
      throw new AssertionError(e); // a StringReader has none
    }
  }

  private static DriveRecording read(Reader from, String name) throws IOException {
    Parser parser = new Parser();
    BufferedReader lines = new BufferedReader(from);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        parser.line(number, line.strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
      }
    }
    if (number == 0) {
      throw new IllegalArgumentException(name + ":1: the file is empty");
    }
    parser.endSection();
    return new DriveRecording(parser.header, parser.answers);
  }

  private static final class Parser {
    final Map<String, String> header = new LinkedHashMap<>();
    final Map<Command, Answer> answers = new LinkedHashMap<>();
    private @Nullable Command command;
    private int status;
    private long result;
    private byte[] data = new byte[0];
    private long total;

    void line(int number, String line) {
      if (number == 1) {
        if (!line.startsWith(MAGIC)) {
          throw new IllegalArgumentException("this is no recording of a drive");
        }
        String version = line.substring(MAGIC.length());
        if (!version.equals(Integer.toString(VERSION))) {
          throw new IllegalArgumentException(
              "version " + version + " of the format; this library knows version " + VERSION);
        }
      } else if (line.startsWith("[") && line.endsWith("]")) {
        endSection();
        command = command(line.substring(1, line.length() - 1).split(" +"));
        if (answers.containsKey(command)) {
          throw new IllegalArgumentException("the second section of " + command);
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new IllegalArgumentException("neither a [section] nor key: value");
        }
        value(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }

    void endSection() {
      if (command != null) {
        answers.put(command, new Answer(status, result, data));
      }
      status = 0;
      result = 0;
      data = new byte[0];
    }

    private void value(String key, String value) {
      if (command == null) {
        header.put(key, value);
        return;
      }
      switch (key) {
        case "status" -> status = (int) number(value, 0x7FFF);
        case "result" -> result = number(value, -1L);
        case "bytes" -> data = allocate(number(value, MAX_BYTES));
        default -> bytes(Integer.parseInt(key, 16), value.split(" +"));
      }
    }

    /** A line of some digits must not cost memory without end, nor many such lines. */
    private byte[] allocate(long bytes) {
      total += bytes;
      if (total > MAX_BYTES) {
        throw new IllegalArgumentException("more than " + MAX_BYTES + " bytes in all sections");
      }
      return new byte[(int) bytes];
    }

    private void bytes(int offset, String[] hex) {
      if (offset < 0 || offset > data.length - hex.length) {
        throw new IllegalArgumentException("more data than its " + data.length + " bytes");
      }
      for (int i = 0; i < hex.length; i++) {
        int value = Integer.parseInt(hex[i], 16);
        if (value < 0 || value > 0xFF) {
          throw new IllegalArgumentException("no byte: " + hex[i]);
        }
        data[offset + i] = (byte) value;
      }
    }

    private static long number(String text, long max) {
      long value =
          text.startsWith("0x")
              ? Long.parseUnsignedLong(text.substring(2), 16)
              : Long.parseLong(text);
      if (Long.compareUnsigned(value, max) > 0) {
        throw new IllegalArgumentException("out of range: " + text);
      }
      return value;
    }

    private static Command command(String[] words) {
      Kind kind = null;
      for (Kind k : Kind.values()) {
        if (k.word().equals(words[0])) {
          kind = k;
        }
      }
      if (kind == null) {
        throw new IllegalArgumentException("no command that is recorded: " + words[0]);
      }
      int[] dwords = new int[15];
      for (int i = 1; i < words.length; i++) {
        String[] pair = words[i].split("=", 2);
        Field field =
            kind.fields.stream()
                .filter(f -> f.word.equals(pair[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no field " + pair[0]));
        if (pair.length != 2) {
          throw new IllegalArgumentException("no value of " + pair[0]);
        }
        dwords[field.dword] |= (int) number(pair[1], field.mask() & 0xFFFF_FFFFL) << field.low;
      }
      return new Command(kind, dwords[1], dwords[10], dwords[11], dwords[14]);
    }
  }
}
