package io.reactornvme.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the program differs from Debian's nvme-cli 2.3, each with its reason. {@link CliIT} and
 * {@link ParityIT} go by this table: what is not in it is the same. Of the differences of a command
 * line they see that there is one: what is none any more fails as well.
 */
final class CliDifferences {

  /** What is different. */
  enum What {
    /** An integer of the JSON that nvme-cli has in quotes; by its name. */
    QUOTED,
    /** A field of the JSON that nvme-cli does not have; command and name. */
    ADDED,
    /** A command that has JSON, and in nvme-cli none. */
    JSON,
    /** Stdout of a command line. */
    OUTPUT,
    /** The exit status of a command line. */
    STATUS,
    /** A subcommand that no drive of the lab answers: that both refuse it is compared. */
    REFUSED,
    /** A subcommand with bytes to show that no drive of the lab gives. */
    BYTES,
    /** A subcommand that is not compared. */
    SUBCOMMAND,
    /** What the lab's drives, or the tests, do not show. */
    UNSEEN
  }

  /**
   * One difference.
   *
   * @param where a command, a command line, or a name, as {@code what} has it
   */
  record Difference(What what, String where, String reason) {
    @Override
    public String toString() {
      return what + " " + where;
    }
  }

  static final List<Difference> ALL =
      Stream.of(
              all(
                  What.QUOTED,
                  "integers are numbers, also those of 128 bits",
                  "tnvmcap",
                  "unvmcap",
                  "megcap",
                  "maxdna",
                  "nvmcap",
                  "data_units_read",
                  "data_units_written",
                  "host_read_commands",
                  "host_write_commands",
                  "controller_busy_time",
                  "power_cycles",
                  "power_on_hours",
                  "unsafe_shutdowns",
                  "media_errors",
                  "num_err_log_entries",
                  "endurance_estimate",
                  "media_units_written",
                  "host_read_cmds",
                  "host_write_cmds",
                  "media_data_integrity_err",
                  "num_err_info_log_entries",
                  "hbmw",
                  "mbmw",
                  "mbe",
                  "PLP start count",
                  "Endurance estimate"),
              all(What.ADDED, "later 2.x have it", "list GenericPath"),
              all(
                  What.ADDED,
                  "nvme-cli writes the information on the attributes over the attributes",
                  "zns report-zones attrs_info"),
              all(
                  What.JSON,
                  "an answer that no script can read helps none",
                  "id-iocs {c}",
                  "get-feature {c} -f 4",
                  "get-log {c} -i 2 -l 512",
                  "admin-passthru {c} -o 6 -l 4096 -4 1 -r"),
              all(
                  What.OUTPUT,
                  "nvme-cli asks the controller's registers for the command sets, which not every"
                      + " kernel maps, and prints nothing then; here the drive is asked",
                  "effects-log {c}"),
              all(
                  What.OUTPUT,
                  "nvme-cli has text beside its binary output",
                  "zns report-zones {b} -o binary"),
              all(What.OUTPUT, "nvme-cli has no binary output there", "list-endgrp {c} -o binary"),
              all(
                  What.OUTPUT,
                  "of all features nvme-cli ends at the first that is refused with Do Not Retry,"
                      + " which QEMU does with 0",
                  "get-feature {b}",
                  "get-feature {b} -s 8"),
              all(
                  What.OUTPUT,
                  "the vendor's bytes are 3712; nvme-cli shows 8 less",
                  "id-ns {b} --vendor-specific"),
              all(What.OUTPUT, "in nvme-cli the heading alone has no Generic", "zns list"),
              all(
                  What.OUTPUT,
                  "a status has its name; nvme-cli adds a sentence of the specification, also in"
                      + " messages",
                  "error-log {c} -e 1"),
              all(What.STATUS, "a misspelt command is told from a failed one: 2", "bogus"),
              all(
                  What.STATUS,
                  "nvme-cli complains of the size and returns 0",
                  "zns zone-append {b} -s 0x1000 -z 4095 -d {f}"),
              all(What.REFUSED, "QEMU has no telemetry", "telemetry-log"),
              all(What.REFUSED, "QEMU has no such event log", "persistent-event-log"),
              all(What.REFUSED, "QEMU has no boot partitions", "boot-part-log"),
              all(What.REFUSED, "QEMU has no such list", "id-domain", "id-uuid"),
              all(What.REFUSED, "QEMU does not have the command", "get-lba-status"),
              all(What.REFUSED, "QEMU does not have the log", "zns changed-zone-list"),
              all(
                  What.REFUSED,
                  "QEMU's controllers have no such register: ENOTTY",
                  "subsystem-reset"),
              all(What.BYTES, "QEMU takes no directive", "dir-send"),
              all(What.BYTES, "QEMU has no security protocol", "security-recv"),
              all(What.SUBCOMMAND, "each program tells of its own commands", "help"),
              all(
                  What.UNSEEN,
                  "--verbose, as with all others and in nvme-cli since 2.7; -V is for the vendor's"
                      + " bytes",
                  "id-ctrl -v",
                  "id-ns -v"),
              all(
                  What.UNSEEN,
                  "the write cycles that remain are bits 6:0 of VWCI, of which nvme-cli shows bits"
                      + " 7:1, and of NVMSR and MEC it shifts reserved bits too far",
                  "id-ctrl -H"),
              all(
                  What.UNSEEN,
                  "the line has an end, which nvme-cli leaves out",
                  "get-feature -f 0x14 -H"),
              all(
                  What.UNSEEN,
                  "of features with data nvme-cli takes those for changed whose bytes, up to the"
                      + " first zero, are the default ones",
                  "get-feature -s 8"),
              all(What.UNSEEN, "nvme-cli leaves the first UUID out", "id-uuid -o json"),
              all(
                  What.UNSEEN,
                  "integers of 32 bits are never negative, a change count of ANA is not cut to 32"
                      + " bits, and formats of unique attributes are among lbafs",
                  "-o json"),
              all(
                  What.UNSEEN,
                  "of a namespace's node it is about that; nvme-cli takes namespace 1",
                  "dir-send",
                  "dir-receive"),
              all(
                  What.UNSEEN,
                  "the latency is told on stderr, since stdout is the data's",
                  "read -t without -d"),
              all(
                  What.UNSEEN,
                  "that a reset is still required is success: 0; nvme-cli says \"Success\" and"
                      + " returns 1",
                  "fw-commit"),
              all(
                  What.UNSEEN,
                  "zcapc, a changed capacity, is always 0: the library's method tells no result",
                  "zns reset-zone"),
              all(
                  What.UNSEEN,
                  "HostNQN is left out where /etc/nvme/hostnqn is not set; nvme-cli makes one up",
                  "list-subsys"),
              all(
                  What.UNSEEN,
                  "in natural order; nvme-cli's is that of the directory, backwards",
                  "list"))
          .flatMap(differences -> differences)
          .toList();

  private CliDifferences() {}

  private static Stream<Difference> all(What what, String reason, String... places) {
    return Arrays.stream(places).map(where -> new Difference(what, where, reason));
  }

  static Stream<Difference> of(What what) {
    return ALL.stream().filter(difference -> difference.what() == what);
  }

  static Set<String> places(What what) {
    return of(what).map(Difference::where).collect(Collectors.toSet());
  }

  static Optional<Difference> at(What what, String where) {
    return of(what).filter(difference -> difference.where().equals(where)).findAny();
  }
}
