package io.reactornvme.lab;

import static io.reactornvme.lab.CliCase.on;
import static io.reactornvme.lab.CliCase.onEachDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactornvme.cli.Program;
import io.reactornvme.lab.CliCase.Compares;
import io.reactornvme.lab.CliDifferences.What;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program beside Debian's nvme-cli 2.3, command line by command line: text and bytes the same,
 * JSON field by field, exit statuses the same, but for {@link CliDifferences}.
 */
@Tag("features")
class CliIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> QUOTED = CliDifferences.places(What.QUOTED);

  @TempDir static Path files;

  @TempDir Path directory;

  /** A line on a drive. */
  private static String[] line(String pattern, String drive) {
    return new CliCase(pattern, drive).line(files.resolve("input"));
  }

  private static String[] line(CliCase tested) {
    return tested.line(files.resolve("input"));
  }

  @BeforeAll
  static void makeInput() throws IOException {
    Files.write(files.resolve("input"), filled(4096, 0x5a));
  }

  private static Lab.Output theirs(String... line) {
    return Lab.run(Stream.concat(Stream.of("nvme"), Arrays.stream(line)).toArray(String[]::new));
  }

  // ---- pages ----

  static Stream<CliCase> pages() {
    return onEachDrive(
        "id-ctrl {c}",
        "id-ns {b}",
        "id-ns {c} -n 1",
        "smart-log {c}",
        "smart-log {b}",
        "ns-descs {b}",
        "fw-log {c}",
        "id-ctrl {c} -H",
        "id-ns {b} -H",
        "smart-log {c} -H");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pagesAreTheSame(CliCase tested) throws IOException {
    String[] line = line(tested);
    Lab.Output text = theirs(line);
    Program.Said said = Program.run(line);
    assertThat(said.text()).as(said.err()).isEqualTo(new String(text.out()));
    assertThat(said.status()).isEqualTo(text.status());

    String[] json = with(line, "-o", "json");
    assertThat(tree(Program.run(json).out())).isEqualTo(numbers(tree(theirs(json).out())));

    String[] binary = with(line, "-o", "binary");
    assertThat(Program.run(binary).out()).isEqualTo(theirs(binary).out());
    String[] raw = with(line, "-b");
    assertThat(Program.run(raw).out()).isEqualTo(theirs(raw).out());
  }

  // ---- pages of which nvme-cli has no short name for their bytes ----

  static Stream<CliCase> logsAndStructures() {
    return Stream.of(
            onEachDrive(
                "nvm-id-ctrl {c}",
                "list-ctrl {c}",
                "list-ctrl {c} -n 1",
                "changed-ns-list-log {c}",
                "effects-log {c} -c 0",
                "effects-log {c} -c 2",
                "self-test-log {c}",
                "supported-log-pages {c}",
                "endurance-log {c} -g 1",
                "ana-log {c}",
                "sanitize-log {c}",
                "lba-status-log {c}",
                "resv-notif-log {c}",
                "resv-report {b}",
                "cmdset-ind-id-ns {c} -n 1",
                "cmdset-ind-id-ns {c} -n 1 -H",
                "primary-ctrl-caps {c}",
                "list-endgrp {c}",
                "list-secondary {c}",
                "list-secondary {c} -e 2"),
            on("zns", "zns id-ctrl {c}", "zns id-ns {b}"),
            on("plain", "zns id-ctrl {c}"),
            on(
                "fdp",
                "fdp configs {c} -e 1",
                "fdp usage {c} -e 1",
                "fdp stats {c} -e 1",
                "fdp events {c} -e 1",
                "fdp events {c} -e 1 -E",
                "fdp status {b}"),
            on("plain", "fdp configs {c} -e 1", "fdp status {b}"))
        .flatMap(lines -> lines);
  }

  @ParameterizedTest
  @MethodSource("logsAndStructures")
  void logsAndStructuresAreTheSame(CliCase tested) throws IOException {
    String[] line = line(tested);
    Lab.Output text = theirs(line);
    Program.Said said = Program.run(line);
    assertThat(said.text()).as(said.err()).isEqualTo(new String(text.out()));
    assertThat(said.status()).as(said.err() + text.err()).isEqualTo(text.status());

    String[] json = with(line, "-o", "json");
    assertThat(tree(Program.run(json).out())).isEqualTo(numbers(tree(theirs(json).out())));

    if (CliDifferences.at(What.OUTPUT, tested.pattern() + " -o binary").isPresent()) {
      return; // it has its own case
    }
    String[] binary = with(line, "-o", "binary");
    byte[] ours = Program.run(binary).out();
    byte[] theirs = theirs(binary).out();
    if (line[0].equals("fdp")) { // of whose lists the two read buffers of different lengths
      int length = Math.min(ours.length, theirs.length);
      ours = Arrays.copyOf(ours, length);
      theirs = Arrays.copyOf(theirs, length);
    }
    assertThat(ours).isEqualTo(theirs);
  }

  @Compares("zns report-zones")
  @ParameterizedTest
  @ValueSource(strings = {"", " -d 3", " -S 1", " -S 5", " -s 0x1000 -d 2", " -v -d 2", " -e -d 2"})
  void zonesAreTheSame(String options) throws IOException {
    String[] line = line("zns report-zones {b}" + options, "zns");
    Lab.Output text = theirs(line);
    Program.Said said = Program.run(line);
    assertThat(said.text()).as(said.err()).isEqualTo(new String(text.out()));

    String[] json = with(line, "-o", "json");
    JsonNode ours = tree(Program.run(json).out());
    ours.get("zone_list").forEach(zone -> without(zone, "zns report-zones attrs_info"));
    assertThat(ours).isEqualTo(tree(theirs(json).out()));
  }

  @Compares("ocp smart-add-log")
  @Test
  void vendorsOfDataCentersAreTheSame() throws IOException {
    String[] line = line("ocp smart-add-log {c}", "plain");
    assertThat(Program.run(line).text()).isEqualTo(new String(theirs(line).out()));

    String[] json = with(line, "-o", "json");
    assertThat(tree(Program.run(json).out())).isEqualTo(numbers(tree(theirs(json).out())));
  }

  /** Takes a field away that nvme-cli does not have. */
  private static JsonNode without(JsonNode object, String added) {
    assertThat(CliDifferences.at(What.ADDED, added)).isPresent();
    return ((ObjectNode) object).remove(added.substring(added.lastIndexOf(' ') + 1));
  }

  /** The same, unless it is a known difference: then another, so that none is out of date. */
  private static void sameStatus(CliCase tested, Program.Said said, Lab.Output theirs) {
    assertThat(said.status() == theirs.status())
        .as(
            "status %d, nvme-cli %d: %s%s",
            said.status(), theirs.status(), said.err(), theirs.err())
        .isEqualTo(CliDifferences.at(What.STATUS, tested.pattern()).isEmpty());
  }

  private static String[] with(String[] line, String... more) {
    return Stream.concat(Arrays.stream(line), Arrays.stream(more)).toArray(String[]::new);
  }

  private static JsonNode tree(byte[] json) throws IOException {
    return JSON.readTree(json);
  }

  /** The counters that nvme-cli puts into quotes, as numbers. */
  private static JsonNode numbers(JsonNode theirs) {
    if (theirs instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = object.get(name);
        if (QUOTED.contains(name) && value.isTextual()) {
          BigInteger number = new BigInteger(value.asText());
          object.set(
              name,
              number.bitLength() < 32
                  ? object.numberNode(number.intValue())
                  : object.numberNode(number));
        }
      }
    }
    return theirs;
  }

  // ---- text and bytes of others ----

  static Stream<CliCase> texts() {
    return Stream.of(
            onEachDrive(
                "get-log {c} --log-id=2 --log-len=512",
                "get-log {c} -i 5 -l 4096",
                "get-log {c} -i 3 -l 512 -o 64",
                "get-log {b} -i 2 -l 512 -b",
                "get-feature {c} -f 1",
                "get-feature {c} -f 2",
                "get-feature {c} --feature-id=4",
                "get-feature {c} -f 4 -s 1",
                "get-feature {c} -f 4 -s 3",
                "get-feature {b} -f 6",
                "get-feature {c} -f 7",
                "get-feature {c} -f 0xb",
                "get-feature {c} -f 0x16",
                "get-feature {c} -f 0x16 -b",
                "set-feature {c} -f 4 -v 0x150",
                "set-feature {c} -f 8 --value=0",
                "admin-passthru {c} -o 6 -l 4096 -4 1 -r",
                "admin-passthru {c} --opcode=2 -n 0xffffffff -l 512 --cdw10=0x7f0002 -b",
                "list-ns {c}",
                "list-ns {c} --all",
                "list-ns {c} -o json",
                "error-log {c} -e 1 -o json",
                "error-log {c} -b",
                "id-iocs {c}",
                "primary-ctrl-caps {c} -H",
                "effects-log {c} -c 0 -H",
                "flush {b}",
                "ns-rescan {c}"),
            Stream.of("plain", "fdp", "meta")
                .flatMap(
                    drive ->
                        on(
                            drive,
                            "get-log {c} -i 5 -l 4096 -y 2 -b",
                            "get-log {c} -i 1 -l 6144 -r -b",
                            "get-feature {c} -f 2 -s 8",
                            "get-feature {c} -f 4 --sel=8",
                            "get-feature {b} -f 4 -H",
                            "get-feature {c} -f 4 -c 0x100000 -H",
                            "get-feature {c} -f 9 -c 1 -H",
                            "get-feature {c} -f 4 -s 8 -H",
                            "admin-passthru {c} -o 6 -l 8192 -4 1 -p 0xff -b",
                            "io-passthru {b} -o 0 -n 1",
                            "list-ns {c} -a",
                            "dir-receive {b} -D 0 -O 1",
                            "dir-receive {c} -O 1 -H",
                            "dir-receive {b} -O 1 -b",
                            "id-ns {c} -n 1 --human-readable")),
            on("fdp", "get-feature {c} -f 0x1d -c 1 -H", "get-feature {c} -f 0x1e -H"),
            on("plain", "id-ctrl {c} --vendor-specific"))
        .flatMap(lines -> lines);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatIsSaidIsTheSame(CliCase tested) {
    String[] line = line(tested);
    Lab.Output expected = theirs(line);

    Program.Said said = Program.run(line);

    assertThat(text(said.out())).as(said.err()).isEqualTo(text(expected.out()));
    sameStatus(tested, said, expected);
  }

  /** Bytes of any kind, so that a difference can be read. */
  private static String text(byte[] out) {
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  static Stream<CliCase> otherTexts() {
    return CliDifferences.of(What.OUTPUT).map(d -> new CliCase(d.where(), "zns"));
  }

  @ParameterizedTest
  @MethodSource("otherTexts")
  void whatIsSaidDiffersWhereTheTableSaysSo(CliCase tested) {
    Program.Said said = Program.run(line(tested));

    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out()).isNotEmpty().isNotEqualTo(theirs(line(tested)).out());
  }

  static Stream<CliCase> onlyHereInJson() {
    return CliDifferences.of(What.JSON).map(d -> new CliCase(d.where(), "plain"));
  }

  @ParameterizedTest
  @MethodSource("onlyHereInJson")
  void jsonIsWhereNvmeCliHasNone(CliCase tested) throws IOException {
    String[] line = with(line(tested), "--output-format=json");

    assertThat(tree(Program.run(line).out()).isObject()).isTrue();
    assertThat(new String(theirs(line).out())).doesNotStartWith("{");
  }

  // ---- failures ----

  static Stream<CliCase> failures() {
    return Stream.concat(
        onEachDrive(
            "get-log {c} -i 0xff -l 512",
            "get-log {c} -i 2",
            "get-feature {c} -f 3",
            "get-feature {c} -f 0x80",
            "admin-passthru {c} -o 0x7e",
            "admin-passthru {c} -o 0xc1",
            "id-ns {c} -n 77",
            "id-ns {c}",
            "read {b} -s 0xffffffff -z 4096",
            "read {b} -n 77 -z 4096",
            "read {b}",
            "smart-log {c} --bogus",
            "telemetry-log {c}",
            "telemetry-log {c} -o /dev/null",
            "boot-part-log {c}",
            "boot-part-log {c} -f /dev/null",
            "id-domain {c}",
            "id-uuid {c}",
            "fdp configs {c}",
            "get-lba-status {b} -a 0x11 -m 15",
            "get-lba-status {b}",
            "zns changed-zone-list {b}",
            "ocp smart-add-log {c}",
            "flush {c}"),
        Stream.concat(
            Stream.concat(
                on("meta", "read {b} -z 512 -g 1 -y 8", "verify {b} -S 1"),
                on("zns", "zns zone-append {b} -s 0x1000 -z 4095 -d {f}")),
            on(
                "plain",
                "get-log {c} -i 2 -l 512 -o 0xfffffffffffffffc",
                "persistent-event-log {c}",
                "persistent-event-log {c} -a 0 -l 512",
                "get-feature {c} -f 0x80 -s 8",
                "get-feature {c} -f 4 -s 9",
                "dir-receive {b} -D 1 -O 1",
                "dir-receive {b} -D 1 -O 2 -l 512",
                "dir-receive {b} -D 1 -O 3 -r 1",
                "dir-receive {b} -D 2 -O 1",
                "dir-send {b} -D 0 -O 1",
                "dir-send {b} -D 1 -O 3",
                "read {b} -z 512 -g 1 -y 8",
                "verify {b} -S 1",
                "write-zeroes {b} -S 1",
                "subsystem-reset {c}",
                "smart-log",
                "smart-log /dev/nosuch",
                "id-ctrl /dev/null",
                "list --bogus",
                "bogus")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void exitStatusesAreTheSame(CliCase tested) {
    String[] line = line(tested);
    Lab.Output expected = theirs(line);

    Program.Said said = Program.run(line);

    sameStatus(tested, said, expected);
    if (said.status() != 0) { // QEMU has an answer for a namespace that is not there: zeros
      assertThat(said.err()).startsWith("rnvme: ");
    }
  }

  @Test
  void statusesAreNamedAsNvmeCliNamesThem() {
    String[] line = line("read {b} -s 0xffffffff -z 4096", "plain");

    assertThat(theirs(line).err()).contains("NVMe status: LBA Out of Range", "(0x4080)");
    assertThat(Program.run(line).err()).contains("NVMe status: LBA Out of Range(0x4080)");
  }

  // ---- blocks ----

  @Compares({"read", "write", "compare", "io-passthru"})
  @ParameterizedTest
  @ValueSource(strings = {"plain", "fdp", "mpath"})
  void blocksWrittenByOneAreReadByTheOther(String drive) throws IOException {
    String block = Lab.block(drive, 1);
    Path ones = Files.write(directory.resolve("ones"), filled(4096, 1));
    Path twos = Files.write(directory.resolve("twos"), filled(4096, 2));
    String count = drive.equals("mpath") ? "0" : "7";
    String[] where = {block, "-s", "16", "-c", count, "-z", "4096"};
    String[] read =
        Stream.of(new String[] {"read"}, where).flatMap(Stream::of).toArray(String[]::new);

    Program.Said written = Program.run(io("write", where, ones));
    assertThat(written.status()).as(written.err()).isZero();
    assertThat(theirs(read).out()).isEqualTo(filled(4096, 1));

    assertThat(theirs(io("write", where, twos)).status()).isZero();
    assertThat(Program.run(read).out()).isEqualTo(filled(4096, 2));

    assertThat(Program.run(io("compare", where, twos)).status()).isZero();
    assertThat(theirs(io("compare", where, ones)).status()).isEqualTo(1);
    Program.Said differs = Program.run(io("compare", where, ones));
    assertThat(differs.status()).isEqualTo(1);
    assertThat(differs.err()).contains("NVMe status: Compare Failure(0x");

    String[] raw =
        ("io-passthru " + block + " -o 2 -n 1 -4 16 -6 " + count + " -l 4096 -b").split(" ");
    assertThat(Program.run(raw).out()).isEqualTo(filled(4096, 2));
    assertThat(theirs(raw).out()).isEqualTo(filled(4096, 2));
  }

  @Test
  void moreThanTheDriveTakesAtOnceGoesInPieces() throws IOException {
    byte[] bytes = new byte[2 << 20];
    new java.util.Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("random"), bytes);
    String[] where = {Lab.block("plain", 1), "-s", "4096", "-c", "4095", "-z", "" + bytes.length};

    Program.Said written = Program.run(io("write", where, file));
    assertThat(written.status()).as(written.err()).isZero();
    assertThat(Lab.readBlock(where[0], bytes.length, bytes.length)).isEqualTo(bytes);
    Program.Said compared = Program.run(io("compare", where, file));
    assertThat(compared.status()).as(compared.err()).isZero();
    Path back = directory.resolve("back");
    Program.Said read = Program.run(io("read", where, back));
    assertThat(read.status()).as(read.err()).isZero();
    assertThat(Files.readAllBytes(back)).isEqualTo(bytes);
  }

  private static String[] io(String command, String[] where, Path data) {
    return Stream.of(new String[] {command}, where, new String[] {"-d", data.toString()})
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  // ---- what changes something ----

  static Stream<CliCase> changes() {
    return Stream.concat(
        onEachDrive(
            "dsm {b} -d -s 0,8 -b 4,4",
            "dsm {b} --idr --slbs=0 --blocks=1",
            "dsm {b}",
            "dsm {b} -d -s 0xffffffffff -b 1",
            "write-uncor {b} -s 0 -c 0",
            "verify {b} -s 0xffffffffff",
            "write-zeroes {b} -s 0xffffffffff",
            "resv-acquire {b} -c 1 -t 1",
            "fw-commit {c} -s 1 -a 4",
            "sanitize {c}",
            "attach-ns {c}",
            "virt-mgmt {c} -c 0xfff0 -r 0 -a 7",
            "security-recv {c} -p 0xee -x 512 -t 512"),
        Stream.of("plain", "fdp", "mpath")
            .flatMap(
                drive ->
                    on(
                        drive,
                        "write-zeroes {b} -s 16 -c 7",
                        "write-zeroes {b} -s 16 -c 7 -d",
                        "write-zeroes {c} -n 1 --start-block=8",
                        "verify {b} --start-block=0 --block-count=7",
                        "copy {b} -d 64 -s 0,8 -b 3,3",
                        "copy {b} --sdlba=64 --slbs=0 --blocks=3 -F 0",
                        "copy {b} -d 0xffffffffff -s 0 -b 3",
                        "format {b} --force",
                        "format {c} -n 1 -l 0 --force",
                        "format {c} -n 1 -l 63 --force",
                        "format {b} -l 1 -b 512 --force",
                        "format {b} -b 513 --force",
                        "fw-commit {c} -s 1 -a 1",
                        "fw-download {c} -f {f}",
                        "create-ns {c} -s 8 -c 8 -f 0",
                        "device-self-test {c} -s 1",
                        "dir-send {b} -D 0 -O 1 -T 1 -e 1",
                        "dir-send {b} -D 0 -O 1 -T 1 -e 0",
                        "dir-send {b} -D 1 -O 1 -S 1",
                        "dir-send {c} -D 1 -O 2",
                        "resv-register {b} -k 1 -r 0",
                        "resv-release {b} -c 1 -t 1",
                        "security-send {c} -p 0xee -s 1 -t 512 -f {f}",
                        "set-feature {c} -f 0x7f -v 1 -l 4096 -d {f}",
                        "admin-passthru {c} -o 0xc1 -l 512 -w -i {f}",
                        "io-passthru {b} -o 0x81 -n 1",
                        "delete-ns {c} -n 77 --force")));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatIsChangedIsTheSame(CliCase tested) {
    String[] line = line(tested);
    // nvme-cli asks nobody before it deletes, and so has no --force there.
    Lab.Output expected =
        theirs(line[0].equals("delete-ns") ? Arrays.copyOf(line, line.length - 1) : line);

    Program.Said said = Program.run(line);

    sameStatus(tested, said, expected);
    if (expected.status() == 0) {
      assertThat(said.text()).isEqualTo(new String(expected.out()));
    } else {
      assertThat(said.text()).isEmpty();
    }
    String status = "NVMe status: ";
    if (expected.err().contains(status)) { // the same one, by its code
      String theirs = expected.err().replaceAll("(?s).*NVMe status: .*(\\(0x[0-9a-f]+\\)).*", "$1");
      assertThat(said.err()).contains(theirs);
    }
  }

  @Compares({
    "zns open-zone",
    "zns close-zone",
    "zns finish-zone",
    "zns reset-zone",
    "zns offline-zone"
  })
  @Test
  void zonesChangeAsWithNvmeCli() {
    String zoned = Lab.block("zns", 1);
    for (String action :
        List.of(
            "open-zone {b} -s 0",
            "close-zone {b} -s 0",
            "finish-zone {b} -s 0",
            "finish-zone {b} -s 1",
            "reset-zone {b} -s 0",
            "reset-zone {b} -a",
            "offline-zone {b} -s 0")) {
      String[] line = ("zns " + action.replace("{b}", zoned)).split(" ");
      Lab.Output expected = theirs(line);
      theirs("zns", "reset-zone", zoned, "-a"); // from the same state
      Program.Said said = Program.run(line);
      theirs("zns", "reset-zone", zoned, "-a");

      assertThat(said.text()).as(action + said.err()).isEqualTo(new String(expected.out()));
      assertThat(said.status()).as(action + said.err()).isEqualTo(expected.status());
    }
  }

  @Compares("zns zone-append")
  @Test
  void blocksAreAppendedByEither() {
    String[] append = line("zns zone-append {b} -s 0x1000 -z 4096 -d {f}", "zns");
    String[] reset = line("zns reset-zone {b} -a", "zns");
    theirs(reset);
    Lab.Output first = theirs(append);
    theirs(reset);
    Program.Said same = Program.run(append);
    Program.Said next = Program.run(append);
    theirs(reset);

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(same.text()).as(same.err()).isEqualTo(new String(first.out()));
    assertThat(next.text()).as(next.err()).isEqualTo("Success appended data to LBA 1001\n");
  }

  @Compares({"attach-ns", "detach-ns"})
  @Test
  void aNamespaceComesAndGoesByEither() {
    String drive = Lab.controller("mpath");
    String id = Integer.toString(cntlid(drive));
    String[] attach = {"attach-ns", drive, "-n", "2", "-c", id};
    String[] detach = {"detach-ns", drive, "-n", "2", "-c", id};

    // Never what is not attached: QEMU 10.0.2 does not survive that.
    Lab.Output attached = theirs(attach);
    assertThat(attached.status()).as(attached.err()).isZero();
    Program.Said detached = Program.run(detach);
    assertThat(detached.status()).as(detached.err()).isZero();
    Program.Said again = Program.run(attach);
    assertThat(again.text()).as(again.err()).isEqualTo(new String(attached.out()));
    Program.Said twice = Program.run(attach);
    assertThat(twice.status()).isEqualTo(1).isEqualTo(theirs(attach).status());
    assertThat(twice.err()).contains("NVMe status: ");
    Lab.Output gone = theirs(detach);
    assertThat(gone.status()).isZero();
    assertThat(detached.text()).isEqualTo(new String(gone.out()));
  }

  private static int cntlid(String drive) {
    return Lab.nvmeJson("id-ctrl", drive).get("cntlid").asInt();
  }

  @Test
  void whatIsInUseIsNotFormatted() {
    String block = Lab.block("plain", 1);
    Lab.must("mkswap", block);
    Lab.must("swapon", block);
    try {
      Program.Said refused = Program.run("format", block);

      assertThat(refused.status()).isEqualTo(1).isEqualTo(theirs("format", block).status());
      assertThat(refused.err()).contains("Namespace is currently busy: ", "swap", "[--force]");
      assertThat(Program.run("sanitize", block, "-a", "2").err()).contains("currently busy");
      assertThat(Program.run("write-zeroes", block).err()).contains("currently busy");
    } finally {
      Lab.must("swapoff", block);
    }
    // There is no terminal here.
    assertThat(Program.run("format", block).err())
        .contains("format destroys all data of namespace 1 of ", "There is no terminal to ask on");
  }

  // ---- lists ----

  @Compares({"list", "zns list"})
  @Test
  void theListIsTheSame() throws IOException {
    List<JsonNode> theirs = sorted(tree(theirs("list", "-o", "json").out()), "DevicePath");
    List<JsonNode> ours = sorted(tree(Program.run("list", "-o", "json").out()), "DevicePath");
    for (JsonNode device : ours) {
      String generic = device.get("DevicePath").asText().replace("/dev/nvme", "/dev/ng");
      assertThat(without(device, "list GenericPath").asText()).isEqualTo(generic);
    }
    assertThat(ours).isEqualTo(theirs);

    assertThat(Program.run("list").text().lines().sorted())
        .containsExactlyElementsOf(new String(theirs("list").out()).lines().sorted().toList());

    // Below the heading, of which the table of differences tells.
    assertThat(Program.run("zns", "list").text().lines().skip(2))
        .isNotEmpty()
        .containsExactlyElementsOf(
            new String(theirs("zns", "list").out()).lines().skip(2).toList());
  }

  private static List<JsonNode> sorted(JsonNode list, String by) {
    List<JsonNode> devices = new ArrayList<>();
    list.get("Devices").forEach(devices::add);
    devices.sort(Comparator.comparing(device -> device.get(by).asText()));
    return devices;
  }

  @Test
  void theDetailedListIsTheSame() throws IOException {
    JsonNode theirs = tree(theirs("list", "-v", "-o", "json").out()).at("/Devices/0/Subsystems");
    JsonNode ours = tree(Program.run("list", "-v", "-o", "json").out()).at("/Devices/0/Subsystems");

    assertThat(inOrder(ours)).isEqualTo(inOrder(theirs));
  }

  @Compares("list-subsys")
  @Test
  void subsystemsAreTheSame() throws IOException {
    JsonNode theirs = tree(theirs("list-subsys", "-o", "json").out()).at("/0/Subsystems");
    JsonNode ours = tree(Program.run("list-subsys", "-o", "json").out()).at("/0/Subsystems");
    assertThat(inOrder(ours)).isEqualTo(inOrder(theirs));

    assertThat(Program.run("list-subsys").text().lines().map(String::stripTrailing).sorted())
        .containsExactlyElementsOf(
            theirs("list-subsys").text().lines().map(String::stripTrailing).sorted().toList());
  }

  /** Arrays of objects in one order, whatever the program's. */
  private static JsonNode inOrder(JsonNode node) {
    node.forEach(CliIT::inOrder);
    if (node instanceof ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>();
      array.forEach(elements::add);
      elements.sort(Comparator.comparing(JsonNode::toString));
      array.removeAll();
      array.addAll(elements);
    }
    return node;
  }

  // ---- last, since it disturbs the others ----

  @Compares("reset")
  @Test
  void aResetIsAReset() {
    String drive = Lab.controller("plain");

    assertThat(Program.run("reset", drive).status()).isZero();
    Lab.awaitLive("plain");
    assertThat(theirs("reset", drive).status()).isZero();
    Lab.awaitLive("plain");
    assertThat(Program.run("reset", Lab.block("plain", 1), "--dry-run").text())
        .contains("ioctl NVME_IOCTL_RESET");
  }

  // ---- what is compared here ----

  /** The subcommands of the cases in which something other than a refusal is expected. */
  static Set<String> answered() {
    return subcommands(Stream.of(pages(), logsAndStructures(), texts(), changes()));
  }

  /** Of these those whose JSON is compared. */
  static Set<String> answeredInJson() {
    return subcommands(Stream.of(pages(), logsAndStructures(), with("-o json")));
  }

  /** Of these those whose bytes are compared. */
  static Set<String> answeredInBinary() {
    return subcommands(Stream.of(pages(), logsAndStructures(), with("-b")));
  }

  private static Stream<CliCase> with(String option) {
    return texts().filter(tested -> tested.pattern().endsWith(" " + option));
  }

  private static Set<String> subcommands(Stream<Stream<CliCase>> lists) {
    Set<String> names = new TreeSet<>();
    lists.flatMap(cases -> cases).map(CliIT::subcommand).forEach(names::add);
    for (Method test : CliIT.class.getDeclaredMethods()) {
      Compares compares = test.getAnnotation(Compares.class);
      names.addAll(compares == null ? List.of() : List.of(compares.value()));
    }
    return names;
  }

  /** Those of the cases that both refuse. */
  static Set<String> refused() {
    return failures().map(CliIT::subcommand).collect(Collectors.toSet());
  }

  /** {@code zns id-ctrl}, {@code id-ctrl}: the words before the first argument. */
  private static String subcommand(CliCase tested) {
    String[] words = tested.pattern().split(" ");
    boolean plugin = Set.of("zns", "fdp", "ocp").contains(words[0]);
    return plugin ? words[0] + " " + words[1] : words[0];
  }
}
