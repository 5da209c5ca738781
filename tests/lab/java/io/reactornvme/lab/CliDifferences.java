package io.reactornvme.lab;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the program differs from Debian's nvme-cli 2.3, each with its reason. The tests go by this
 * table: what is not in it is the same, and what is in it and is the same fails as well.
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
    /** An option of a command, by its name, that is not there or takes a value there alone. */
    OPTION,
    /** A subcommand that no drive of the lab answers: that both refuse it is compared. */
    REFUSED,
    /** A subcommand with bytes to show that no drive of the lab gives. */
    BYTES,
    /** A subcommand that is not compared. */
    SUBCOMMAND,
    /** What the lab's drives do not show; a unit test has it. */
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

  private static final String NUMBERS = "integers are numbers, also those of 128 bits";

  static final List<Difference> ALL =
      Stream.concat(
              Stream.of(
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
                      "Endurance estimate")
                  .map(name -> new Difference(What.QUOTED, name, NUMBERS)),
              Stream.of(
                  new Difference(What.ADDED, "list GenericPath", "later 2.x have it"),
                  new Difference(
                      What.ADDED,
                      "zns report-zones attrs_info",
                      "nvme-cli writes the information on the attributes over the attributes"),
                  new Difference(What.JSON, "id-iocs {c}", "a page without it helps no script"),
                  new Difference(What.JSON, "get-feature {c} -f 4", "the same"),
                  new Difference(What.JSON, "get-log {c} -i 2 -l 512", "the same"),
                  new Difference(What.JSON, "admin-passthru {c} -o 6 -l 4096 -4 1 -r", "the same"),
                  new Difference(
                      What.OUTPUT,
                      "effects-log {c}",
                      "nvme-cli asks the controller's registers for the command sets, which not"
                          + " every kernel maps, and prints nothing then; here the drive is asked"),
                  new Difference(
                      What.OUTPUT,
                      "zns report-zones {b} -o binary",
                      "nvme-cli has text beside its binary output"),
                  new Difference(
                      What.OUTPUT,
                      "get-feature {b}",
                      "of all features nvme-cli ends at the first that is refused with Do Not Retry,"
                          + " which QEMU does with 0"),
                  new Difference(What.OUTPUT, "get-feature {b} -s 8", "the same"),
                  new Difference(
                      What.STATUS, "bogus", "a misspelt command is told from a failed one: 2"),
                  new Difference(
                      What.OUTPUT,
                      "id-ns {b} --vendor-specific",
                      "the vendor's bytes are 3712; nvme-cli shows 8 less"),
                  new Difference(
                      What.OUTPUT, "zns list", "nvme-cli leaves Generic out of the heading alone"),
                  new Difference(
                      What.OUTPUT,
                      "error-log {c} -e 1",
                      "a status has its name; nvme-cli adds a sentence of the specification, also"
                          + " in messages"),
                  new Difference(
                      What.STATUS,
                      "zns zone-append {b} -s 0x1000 -z 4095 -d {f}",
                      "nvme-cli complains of the size and returns 0"),
                  new Difference(
                      What.UNSEEN,
                      "get-feature -s 8",
                      "of features with data nvme-cli takes those for changed whose bytes, up to the"
                          + " first zero, are the default ones"),
                  new Difference(
                      What.UNSEEN, "id-uuid -o json", "nvme-cli leaves the first UUID out"),
                  new Difference(
                      What.UNSEEN,
                      "-o json",
                      "integers of 32 bits are never negative, a change count of ANA is not cut to"
                          + " 32 bits, and formats of unique attributes are among lbafs"),
                  new Difference(What.REFUSED, "telemetry-log", "QEMU has no telemetry"),
                  new Difference(What.REFUSED, "persistent-event-log", "QEMU has no such log"),
                  new Difference(What.REFUSED, "boot-part-log", "QEMU has no boot partitions"),
                  new Difference(What.REFUSED, "id-domain", "QEMU has one domain and no list"),
                  new Difference(What.REFUSED, "id-uuid", "QEMU has no UUID list"),
                  new Difference(What.REFUSED, "get-lba-status", "QEMU does not have the command"),
                  new Difference(
                      What.REFUSED, "zns changed-zone-list", "QEMU does not have the log"),
                  new Difference(
                      What.REFUSED,
                      "subsystem-reset",
                      "QEMU's controllers have no such register: ENOTTY"),
                  new Difference(What.BYTES, "dir-send", "QEMU takes no directive"),
                  new Difference(What.BYTES, "security-recv", "QEMU has no security protocol"),
                  new Difference(
                      What.SUBCOMMAND, "help", "each program has its own commands to tell of"),
                  new Difference(
                      What.UNSEEN,
                      "id-ctrl -v, id-ns -v",
                      "--verbose, as with all others and in nvme-cli since 2.4; -V is for the"
                          + " vendor's bytes"),
                  new Difference(
                      What.UNSEEN,
                      "id-ctrl -H",
                      "the write cycles that remain are bits 6:0 of VWCI, of which nvme-cli shows"
                          + " bits 7:1, and of NVMSR and MEC it shifts reserved bits too far"),
                  new Difference(
                      What.UNSEEN,
                      "get-feature -f 0x14 -H",
                      "the line has an end, which nvme-cli leaves out"),
                  new Difference(
                      What.UNSEEN,
                      "dir-send, dir-receive",
                      "of a namespace's node it is about that; nvme-cli takes namespace 1"),
                  new Difference(
                      What.UNSEEN,
                      "read -t without -d",
                      "the latency is told on stderr, since stdout is the data's"),
                  new Difference(
                      What.UNSEEN,
                      "fw-commit",
                      "that a reset is still required is success: 0; nvme-cli says \"Success\" and"
                          + " returns 1"),
                  new Difference(
                      What.UNSEEN,
                      "zns reset-zone",
                      "zcapc, a changed capacity, is always 0: the library's method tells no"
                          + " result"),
                  new Difference(
                      What.UNSEEN,
                      "list-subsys",
                      "HostNQN is left out where /etc/nvme/hostnqn is not set; nvme-cli makes one"
                          + " up"),
                  new Difference(
                      What.UNSEEN,
                      "list",
                      "in natural order; nvme-cli's is that of the directory, backwards")))
          .toList();

  private CliDifferences() {}

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
