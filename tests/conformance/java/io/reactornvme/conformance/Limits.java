package io.reactornvme.conformance;

import static io.reactornvme.conformance.Declared.NOT_RUN;
import static io.reactornvme.conformance.Declared.qemu;

import java.util.List;

/** What a subject cannot do: what its drive has not, or what the kernel in between keeps back. */
final class Limits {

  private static final String KEPT_QUEUES = "the kernel lets nobody set it since Linux 6.2";
  private static final String NO_LOG_PAGE = "QEMU has no such log page";
  private static final String NO_WRITE_UNCORRECTABLE =
      "QEMU has no Write Uncorrectable (ONCS bit 1 is 0)";
  private static final String NO_NAMESPACE_MANAGEMENT =
      "QEMU has Namespace Attachment, and no Namespace Management";

  static final List<Declared> ALL =
      List.of(
          // The kernel.
          qemu(
              "admin/event-temperature",
              NOT_RUN,
              "the kernel has an event request of its own, and the event goes to that"),
          qemu(
              "namespace/changed-list",
              NOT_RUN,
              "the kernel reads the log page at the event, and thereby clears it"),
          new Declared(
              "feature/07-number-of-queues-0000ffff", Limits::keepsQueues, "EACCES", KEPT_QUEUES),
          new Declared(
              "feature/07-number-of-queues-ffff0000", Limits::keepsQueues, "EACCES", KEPT_QUEUES),
          new Declared(
              "feature/07-number-of-queues-late", Limits::keepsQueues, "EACCES", KEPT_QUEUES),
          // The drive.
          qemu("log/supported-pages", "0x4002", NO_LOG_PAGE),
          qemu("log/supported-pages-tell-the-truth", "0x4002", NO_LOG_PAGE),
          qemu("log/self-test", "0x4002", NO_LOG_PAGE),
          qemu("log/telemetry-host", "0x4002", NO_LOG_PAGE),
          qemu("log/telemetry-controller", "0x4002", NO_LOG_PAGE),
          qemu("log/telemetry-host-create", "0x4002", NO_LOG_PAGE),
          qemu("log/asymmetric-access", "0x4002", NO_LOG_PAGE),
          qemu("log/persistent-events*", "0x4002", NO_LOG_PAGE),
          qemu("log/sanitize-status", "0x4002", NO_LOG_PAGE),
          qemu(
              "log/offset-type-index",
              "0x0000",
              "QEMU is of revision 1.4, in which the bit is reserved"),
          qemu("feature/81-host-identifier", "0x4002", "QEMU has no Host Identifier"),
          qemu("feature/84-write-protection", "0x4002", "QEMU has no write protection"),
          qemu("range/write-uncorrectable-*", "0x4001", NO_WRITE_UNCORRECTABLE),
          qemu("io/write-uncorrectable", "0x4001", NO_WRITE_UNCORRECTABLE),
          qemu("namespace/create-*", "0x4001|0x400b|effect: NN leaves", NO_NAMESPACE_MANAGEMENT),
          qemu("namespace/delete-*", "0x4001", NO_NAMESPACE_MANAGEMENT),
          qemu("namespace/management-*", "0x4001", NO_NAMESPACE_MANAGEMENT),
          qemu(
              "firmware/*",
              "0x4001|effect: FRMW says no",
              "QEMU has no firmware commands (OACS bit 2 is 0)"),
          qemu("self-test/*", "0x4001|0x4002", "QEMU has no self-test (OACS bit 4 is 0)"),
          qemu("sanitize/*", "0x4001", "QEMU has no Sanitize (SANICAP is 0)"),
          qemu("streams/*", "0x4002", "QEMU has no Streams Directive"),
          qemu("security/*", "0x4001", "QEMU has no Security Send and Receive (OACS bit 0 is 0)"),
          qemu("reservation/*", "0x4001", "QEMU has no reservations (ONCS bit 5 is 0)"));

  private Limits() {}

  private static boolean keepsQueues(Subject subject) {
    return subject.kernel() >= 6_002;
  }
}
