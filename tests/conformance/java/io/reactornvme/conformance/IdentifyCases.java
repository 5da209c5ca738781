package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ALL;
import static io.reactornvme.conformance.Drive.BLOCKS_4096;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.DETACHED;
import static io.reactornvme.conformance.Drive.METADATA;
import static io.reactornvme.conformance.Drive.identify;
import static io.reactornvme.conformance.Drive.list;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Identify, by CNS. */
final class IdentifyCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE = 0x00B;

  /** A Command Set Identifier that nobody has. */
  private static final int RESERVED_CSI = 0x1F << 24;

  private IdentifyCases() {}

  static void add(Table t) {
    controller(t);
    namespace(t);
    lists(t);
    descriptors(t);
    commandSets(t);
    allocated(t);
    controllerLists(t);
    for (int cns : new int[] {0x3F, 0x7F, 0xFF}) {
      t.admin(
          "identify/reserved-cns-%02x".formatted(cns),
          "B 5.1.13",
          "a reserved CNS",
          d -> identify(cns, 0),
          status(INVALID_FIELD));
    }
  }

  private static void controller(Table t) {
    t.admin(
        "identify/controller",
        "B 5.1.13.2.1",
        "CNS 01h tells who the controller is, and its mandatory limits",
        d -> identify(0x01, 0),
        SUCCESS,
        (d, r) -> {
          ByteBuffer id = r.data();
          Deviation.unless(text(id, 4, 20).equals(Subject.SERIAL), "SN %s", text(id, 4, 20));
          Deviation.unless(!text(id, 24, 40).isEmpty(), "MN is blank");
          Deviation.unless((id.get(512) & 0xF) == 6, "SQES %02x", id.get(512));
          Deviation.unless((id.get(513) & 0xF) == 4, "CQES %02x", id.get(513));
          Deviation.unless(id.getInt(80) >= 0x0001_0200, "VER %08x", id.getInt(80));
          Deviation.unless(id.getInt(516) >= DETACHED, "NN %d", id.getInt(516));
        });
    t.admin(
        "identify/controller-firmware-updates",
        "B 5.1.13.2.1",
        "FRMW names a slot if the controller has firmware commands",
        d -> identify(0x01, 0),
        SUCCESS,
        (d, r) -> {
          if (d.hasOacs(2)) {
            Deviation.unless((r.data().get(260) >> 1 & 7) > 0, "FRMW %02x", r.data().get(260));
          }
        });
  }

  private static String text(ByteBuffer page, int at, int length) {
    byte[] bytes = new byte[length];
    page.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII).trim();
  }

  private static void namespace(Table t) {
    record Format(String name, int nsid, int dataShift, int metadata) {}
    for (Format f :
        List.of(
            new Format("512", BLOCKS_512, 9, 0),
            new Format("4096", BLOCKS_4096, 12, 0),
            new Format("metadata", METADATA, 9, 8))) {
      t.admin(
          "identify/namespace-" + f.name(),
          "N 4.1.5.1",
          "CNS 00h tells size and format",
          d -> identify(0x00, f.nsid()),
          SUCCESS,
          (d, r) -> {
            ByteBuffer ns = r.data();
            int at = 128 + 4 * (ns.get(26) & 0xF);
            Deviation.unless(ns.get(at + 2) == f.dataShift(), "LBADS %d", ns.get(at + 2));
            Deviation.unless(ns.getShort(at) == f.metadata(), "MS %d", ns.getShort(at));
            Deviation.unless((ns.get(26) & 0x10) == 0, "metadata is in the data");
            Deviation.unless((ns.get(26) & 0xF) <= ns.get(25), "FLBAS beyond NLBAF");
            long size = ns.getLong(0);
            // QEMU takes the metadata from the same 64 MiB.
            Deviation.unless(
                size << f.dataShift() > 60L << 20 && size << f.dataShift() <= 64L << 20,
                "NSZE %d",
                size);
            Deviation.unless(
                ns.getLong(8) <= size && ns.getLong(16) <= ns.getLong(8), "NCAP, NUSE");
          });
    }
    t.admin(
        "identify/namespace-nsid-0",
        "B 3.2.1.5",
        "CNS 00h of NSID 0, which is invalid",
        d -> identify(0x00, 0),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/namespace-nsid-beyond-nn",
        "B 3.2.1.5",
        "CNS 00h of an NSID greater than NN",
        d -> identify(0x00, d.maxNsid() + 1),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/namespace-detached",
        "N 4.1.5.1",
        "CNS 00h of an inactive namespace is all zero",
        d -> identify(0x00, DETACHED),
        SUCCESS,
        IdentifyCases::isZero);
    t.admin(
        "identify/namespace-unallocated",
        "N 4.1.5.1",
        "CNS 00h of a valid NSID that is nobody's is all zero",
        d -> identify(0x00, d.maxNsid()),
        SUCCESS,
        IdentifyCases::isZero);
    t.admin(
        "identify/namespace-broadcast",
        "N 4.1.5.1",
        "CNS 00h of FFFFFFFFh tells the formats, with namespace management",
        d -> identify(0x00, ALL),
        SUCCESS,
        (d, r) -> {
          Deviation.unless(r.data().get(128 + 2) >= 9, "no LBA format 0");
          Deviation.unless(r.data().getLong(0) == 0, "NSZE %d", r.data().getLong(0));
        });
  }

  private static void isZero(Drive d, PassthruResult r) {
    Deviation.unless(Drive.isZero(r.data()), "not all zero");
  }

  private static void lists(Table t) {
    t.admin(
        "identify/active-list",
        "B 5.1.13.2.2",
        "CNS 02h lists what is attached",
        d -> identify(0x02, 0),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of(BLOCKS_512, BLOCKS_4096, METADATA)));
    t.admin(
        "identify/active-list-from-1",
        "B 5.1.13.2.2",
        "CNS 02h lists what is greater than the NSID",
        d -> identify(0x02, 1),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of(BLOCKS_4096, METADATA)));
    t.admin(
        "identify/active-list-behind-the-last",
        "B 5.1.13.2.2",
        "CNS 02h with nothing left",
        d -> identify(0x02, METADATA),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of()));
    for (int nsid : new int[] {ALL - 1, ALL}) {
      for (int cns : new int[] {0x02, 0x10}) {
        t.admin(
            "identify/list-%02x-from-%08x".formatted(cns, nsid),
            cns == 0x02 ? "B 5.1.13.2.2" : "B 5.1.13.2.9",
            "a namespace list from an NSID that has none behind it",
            d -> identify(cns, nsid),
            status(INVALID_NAMESPACE));
      }
    }
    t.admin(
        "identify/active-list-csi-nvm",
        "B 5.1.13.2.6",
        "CNS 07h lists the namespaces of a command set",
        d -> identify(0x07, 0),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of(BLOCKS_512, BLOCKS_4096, METADATA)));
    t.admin(
        "identify/active-list-csi-reserved",
        "B 5.1.13.2.6",
        "CNS 07h of a command set that the controller has not",
        d -> identify(0x07, 0).cdw11(RESERVED_CSI),
        status(INVALID_FIELD));
  }

  private static void is(List<Integer> actual, List<Integer> expected) {
    Deviation.unless(actual.equals(expected), "%s instead of %s", actual, expected);
  }

  private static void descriptors(Table t) {
    t.admin(
        "identify/descriptors",
        "B 5.1.13.2.3",
        "CNS 03h has an EUI64, NGUID or UUID, each type once and at its length",
        d -> identify(0x03, BLOCKS_512),
        SUCCESS,
        (d, r) -> {
          int[] lengths = {0, 8, 16, 16, 1};
          int seen = 0;
          for (int at = 0; at < 4096 && r.data().get(at + 1) != 0; ) {
            int type = r.data().get(at);
            int length = r.data().get(at + 1);
            Deviation.unless(type >= 1 && type <= 4, "NIDT %d", type);
            Deviation.unless(lengths[type] == length, "NIDL %d of NIDT %d", length, type);
            Deviation.unless((seen & 1 << type) == 0, "NIDT %d twice", type);
            seen |= 1 << type;
            at += 4 + length;
          }
          Deviation.unless((seen & 0xE) != 0, "nothing identifies the namespace");
        });
    t.admin(
        "identify/descriptors-agree",
        "B 5.1.13.2.3",
        "the EUI64 and NGUID of CNS 03h are those of CNS 00h",
        d -> identify(0x03, BLOCKS_512),
        SUCCESS,
        (d, r) -> {
          ByteBuffer ns = d.identified(0x00, BLOCKS_512);
          for (int at = 0; at < 4096 && r.data().get(at + 1) != 0; at += 4 + r.data().get(at + 1)) {
            int type = r.data().get(at);
            if (type == 1 || type == 2) {
              int length = type == 1 ? 8 : 16;
              Drive.same(
                  "the identifier",
                  r.data().slice(at + 4, length),
                  ns.slice(type == 1 ? 120 : 104, length));
            }
          }
        });
    t.admin(
        "identify/descriptors-nsid-0",
        "B 5.1.13.2.3",
        "CNS 03h of NSID 0",
        d -> identify(0x03, 0),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/descriptors-broadcast",
        "B 5.1.13.2.3",
        "CNS 03h of FFFFFFFFh",
        d -> identify(0x03, ALL),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/descriptors-nsid-beyond-nn",
        "B 5.1.13.2.3",
        "CNS 03h of an invalid NSID",
        d -> identify(0x03, d.maxNsid() + 1),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/descriptors-detached",
        "B 3.2.1.5",
        "CNS 03h of an inactive NSID",
        d -> identify(0x03, DETACHED),
        status(INVALID_FIELD));
  }

  private static void commandSets(Table t) {
    t.admin(
        "identify/csi-namespace",
        "B 5.1.13.2.4",
        "CNS 05h, NVM command set",
        d -> identify(0x05, BLOCKS_512),
        SUCCESS);
    t.admin(
        "identify/csi-namespace-reserved",
        "B 5.1.13.2.4",
        "CNS 05h of a command set that the controller has not",
        d -> identify(0x05, BLOCKS_512).cdw11(RESERVED_CSI),
        status(INVALID_FIELD));
    t.admin(
        "identify/csi-namespace-nsid-0",
        "B 3.2.1.5",
        "CNS 05h of NSID 0",
        d -> identify(0x05, 0),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/csi-namespace-detached",
        "B 5.1.13.2.4",
        "CNS 05h of an inactive namespace is all zero",
        d -> identify(0x05, DETACHED),
        SUCCESS,
        IdentifyCases::isZero);
    t.admin(
        "identify/csi-controller",
        "B 5.1.13.2.5",
        "CNS 06h, NVM command set",
        d -> identify(0x06, 0),
        SUCCESS);
    t.admin(
        "identify/csi-controller-reserved",
        "B 5.1.13.2.5",
        "CNS 06h of a command set that the controller has not",
        d -> identify(0x06, 0).cdw11(RESERVED_CSI),
        status(INVALID_FIELD));
    t.admin(
        "identify/independent-namespace",
        "B 5.1.13.2.7",
        "CNS 08h tells that the namespace is ready, and agrees with CNS 00h",
        d -> identify(0x08, BLOCKS_512),
        SUCCESS,
        (d, r) -> {
          Deviation.unless((r.data().get(14) & 1) == 1, "NSTAT %02x: not ready", r.data().get(14));
          Deviation.unless(
              r.data().get(1) == d.identified(0x00, BLOCKS_512).get(30), "another NMIC");
        });
    t.admin(
        "identify/independent-namespace-nsid-0",
        "B 3.2.1.5",
        "CNS 08h of NSID 0",
        d -> identify(0x08, 0),
        status(INVALID_NAMESPACE));
    t.steps(
        "identify/command-sets",
        "B 5.1.13.2.19",
        "CNS 1Ch of this controller (CNTID FFFFh) has the NVM command set in each combination",
        d -> {
          ByteBuffer sets = d.must(identify(0x1C, 0).cdw10(0xFFFF << 16 | 0x1C)).data();
          Deviation.unless((sets.getLong(0) & 1) == 1, "combination 0 is %x", sets.getLong(0));
        });
  }

  private static void allocated(Table t) {
    t.admin(
        "identify/allocated-list",
        "B 5.1.13.2.9",
        "CNS 10h lists what exists, attached or not",
        d -> identify(0x10, 0),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of(BLOCKS_512, BLOCKS_4096, METADATA, DETACHED)));
    t.admin(
        "identify/allocated-list-csi-nvm",
        "B 5.1.13.2.17",
        "CNS 1Ah lists what exists of a command set",
        d -> identify(0x1A, 0),
        SUCCESS,
        (d, r) -> is(list(r.data()), List.of(BLOCKS_512, BLOCKS_4096, METADATA, DETACHED)));
    t.admin(
        "identify/allocated-list-csi-reserved",
        "B 5.1.13.2.17",
        "CNS 1Ah of a command set that the controller has not",
        d -> identify(0x1A, 0).cdw11(RESERVED_CSI),
        status(INVALID_FIELD));
    t.admin(
        "identify/allocated-namespace",
        "B 5.1.13.2.10",
        "CNS 11h tells of a namespace that is not attached",
        d -> identify(0x11, DETACHED),
        SUCCESS,
        (d, r) -> Deviation.unless(r.data().getLong(0) > 0, "NSZE is 0"));
    t.steps(
        "identify/allocated-namespace-attached",
        "B 5.1.13.2.10",
        "CNS 11h and CNS 00h of an attached namespace are the same",
        d -> Drive.same("CNS 11h", d.identified(0x11, BLOCKS_512), d.identified(0x00, BLOCKS_512)));
    t.admin(
        "identify/allocated-namespace-unallocated",
        "B 5.1.13.2.10",
        "CNS 11h of a valid NSID that is nobody's is all zero",
        d -> identify(0x11, d.maxNsid()),
        SUCCESS,
        IdentifyCases::isZero);
    for (int nsid : new int[] {0, ALL}) {
      t.admin(
          "identify/allocated-namespace-%08x".formatted(nsid),
          "B 5.1.13.2.10",
          "CNS 11h of an NSID that can be no namespace's",
          d -> identify(0x11, nsid),
          status(INVALID_NAMESPACE));
    }
  }

  private static void controllerLists(Table t) {
    t.admin(
        "identify/attached-controllers",
        "B 5.1.13.2.11",
        "CNS 12h lists the controllers that the namespace is attached to",
        d -> identify(0x12, BLOCKS_512),
        SUCCESS,
        (d, r) -> hasOnly(r.data(), d.controllerId()));
    t.admin(
        "identify/attached-controllers-detached",
        "B 5.1.13.2.11",
        "CNS 12h of a namespace that is attached to none",
        d -> identify(0x12, DETACHED),
        SUCCESS,
        (d, r) -> Deviation.unless(r.data().getShort(0) == 0, "%d there", r.data().getShort(0)));
    t.admin(
        "identify/attached-controllers-behind-the-last",
        "B 5.1.13.2.11",
        "CNS 12h with a CNTID greater than all",
        d -> identify(0x12, BLOCKS_512).cdw10(0xFFEF << 16 | 0x12),
        SUCCESS,
        (d, r) -> Deviation.unless(r.data().getShort(0) == 0, "%d there", r.data().getShort(0)));
    t.admin(
        "identify/attached-controllers-nsid-0",
        "B 3.2.1.5",
        "CNS 12h of NSID 0",
        d -> identify(0x12, 0),
        status(INVALID_NAMESPACE));
    t.admin(
        "identify/controllers",
        "B 5.1.13.2.12",
        "CNS 13h lists the subsystem's controllers",
        d -> identify(0x13, 0),
        SUCCESS,
        (d, r) -> hasOnly(r.data(), d.controllerId()));
    t.admin(
        "identify/controllers-behind-the-last",
        "B 5.1.13.2.12",
        "CNS 13h with a CNTID greater than all",
        d -> identify(0x13, 0).cdw10(0xFFEF << 16 | 0x13),
        SUCCESS,
        (d, r) -> Deviation.unless(r.data().getShort(0) == 0, "%d there", r.data().getShort(0)));
  }

  private static void hasOnly(ByteBuffer list, int controllerId) {
    Deviation.unless(list.getShort(0) == 1, "%d controllers", list.getShort(0));
    Deviation.unless(
        (list.getShort(2) & 0xFFFF) == controllerId, "controller %d", list.getShort(2) & 0xFFFF);
  }
}
