package io.reactornvme.conformance;

import static io.reactornvme.conformance.Declared.NOT_RUN;
import static io.reactornvme.conformance.Declared.qemu;

import java.util.List;

/**
 * Where QEMU (10.0.2, hw/nvme, which says revision 1.4 of itself) answers otherwise than the
 * specification says; the emulator answers as it says. What QEMU does not have at all is in {@link
 * Limits}.
 */
final class Differences {

  static final List<Declared> ALL =
      List.of(
          qemu(
              "identify/namespace-broadcast",
              "0x400b",
              "QEMU refuses FFFFFFFFh, as is right for a controller without namespace management;"
                  + " but it says in OACS that it has it"),
          qemu(
              "admin/optional-namespace-management",
              "effect: invalid opcode",
              "QEMU says in OACS bit 3 that it has namespace management, and has attachment alone"),
          qemu(
              "identify/independent-namespace",
              "effect: NSTAT",
              "QEMU leaves NSTAT 0, which says that the namespace is not ready"),
          qemu(
              "identify/attached-controllers-nsid-0",
              "0x4002",
              "QEMU takes NSID 0, which is invalid, for an inactive one"),
          qemu(
              "log/unknown-*",
              "0x4002",
              "QEMU says Invalid Field in Command instead of Invalid Log Page"),
          qemu(
              "log/firmware-slots",
              "effect: the active slot's revision",
              "QEMU's slot 1 is said to have 1.0, whatever FR of Identify Controller says"),
          qemu(
              "log/smart-nsid-0",
              "0x400b",
              "QEMU takes NSID 0 for a namespace's, since 2.0 it is the controller's"),
          qemu(
              "feature/0a-write-atomicity-set",
              "effect: it was saved",
              "QEMU gives the current value as default and saved ones, too"),
          qemu("feature/get-select-*", "0x0000", "QEMU takes a reserved SEL for 0, current"),
          qemu(
              "feature/04-threshold-sensor-reserved",
              "0x0000",
              "QEMU ignores a threshold of a sensor that it has not"),
          qemu(
              "admin/delete-completion-queue-*",
              "0x4100",
              "QEMU says Completion Queue Invalid, a status of Create I/O Submission Queue, instead"
                  + " of Invalid Queue Identifier"),
          qemu("admin/error-log-*", "effect", "QEMU's error log stays empty"),
          qemu(
              "namespace/attach-unordered-list",
              "0x4118",
              "QEMU attaches to one controller of the list after the other before it looks at the"
                  + " whole"),
          qemu(
              "namespace/detach-detached",
              NOT_RUN,
              "QEMU ends with a failed assertion (nvme_detach_ns: ns->attached > 0)"),
          qemu("format/secure-erase-reserved", "0x0000", "QEMU ignores SES"),
          qemu(
              "protection/compare",
              "0x4285",
              "QEMU compares protection information in the last bytes of the metadata as well"),
          qemu(
              "protection/copy-format-1",
              "0x410a",
              "QEMU says Invalid Format instead of Invalid Namespace or Format"),
          qemu(
              "protection/type-3-reference-not-checked",
              "0x0181",
              "QEMU refuses it without Do Not Retry, though it would refuse it again"),
          qemu(
              "zone/open-all-or-none",
              "effect: zone 1 is in state 3",
              "QEMU opens one zone after the other, until it can open no more"));

  private Differences() {}
}
