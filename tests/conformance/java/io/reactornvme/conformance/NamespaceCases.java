package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ALL;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.DETACHED;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Namespace Attachment and Namespace Management. */
final class NamespaceCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE = 0x00B;

  private static final int ATTACH = 0;
  private static final int DETACH = 1;
  private static final int CREATE = 0;
  private static final int DELETE = 1;

  /** 16 MiB in blocks of 512 bytes. */
  private static final long SMALL = 1 << 15;

  private NamespaceCases() {}

  static void add(Table t) {
    attachment(t);
    management(t);
  }

  private static PassthruCommand.Builder attachment(int select, int nsid, int... controllers) {
    ByteBuffer list = Drive.zeros(4096);
    list.putShort(0, (short) controllers.length);
    for (int i = 0; i < controllers.length; i++) {
      list.putShort(2 + 2 * i, (short) controllers[i]);
    }
    return command(AdminOpcode.NAMESPACE_ATTACHMENT).nsid(nsid).cdw10(select).dataOut(list);
  }

  private static void attachment(Table t) {
    t.steps(
        "namespace/attach-detach",
        "B 5.1.20",
        "an attached namespace is active, and no more when it was detached",
        d -> {
          d.must(attachment(ATTACH, DETACHED, d.controllerId()));
          Drive.restoring(
              () -> {
                Deviation.unless(d.namespaceList(0x02).contains(DETACHED), "it is not active");
                Deviation.unless(
                    d.identified(0x12, DETACHED).getShort(0) == 1, "CNS 12h does not list it");
                Deviation.unless(d.blocks(DETACHED) > 0, "CNS 00h is empty");
              },
              () -> d.must(attachment(DETACH, DETACHED, d.controllerId())));
          Deviation.unless(!d.namespaceList(0x02).contains(DETACHED), "it is still active");
          Deviation.unless(d.blocks(DETACHED) == 0, "CNS 00h tells of it");
        });
    t.steps(
        "namespace/attached-is-used",
        "B 5.1.20",
        "an attached namespace is found by the host, written and read",
        d -> {
          d.must(attachment(ATTACH, DETACHED, d.controllerId()));
          Drive.restoring(
              () -> {
                d.controller().rescan().block(Drive.PATIENCE);
                Drive.await("a node", () -> d.info(DETACHED).map(n -> n.generic()).isPresent());
                d.mustIo(DETACHED, Drive.write(0, 8, Drive.pattern(4096, 30)));
                Drive.same(
                    "what was written",
                    d.mustIo(DETACHED, Drive.read(0, 8, 512)).data(),
                    Drive.pattern(4096, 30));
              },
              () -> {
                d.closeNamespaces();
                d.must(attachment(DETACH, DETACHED, d.controllerId()));
                d.controller().rescan().block(Drive.PATIENCE);
                Drive.await("no node", () -> d.info(DETACHED).isEmpty());
              });
        });
    t.admin(
        "namespace/attach-attached",
        "B 5.1.20",
        "what is attached already",
        d -> attachment(ATTACH, BLOCKS_512, d.controllerId()),
        status(0x118));
    t.admin(
        "namespace/detach-detached",
        "B 5.1.20",
        "what is not attached",
        d -> attachment(DETACH, DETACHED, d.controllerId()),
        status(0x11A));
    refusedAttachment(
        t,
        "namespace/attach-unknown-controller",
        "B 5.1.20",
        "to a controller that there is not",
        d -> attachment(ATTACH, DETACHED, 0xFFE0),
        status(0x11C, 0x11F));
    refusedAttachment(
        t,
        "namespace/attach-no-controller",
        "B 5.1.20",
        "to an empty list of controllers",
        d -> attachment(ATTACH, DETACHED),
        status(0x11C));
    refusedAttachment(
        t,
        "namespace/attach-unordered-list",
        "B 4.6.1",
        "a controller list with one twice",
        d -> attachment(ATTACH, DETACHED, d.controllerId(), d.controllerId()),
        status(0x11C));
    t.admin(
        "namespace/attach-nsid-0",
        "B 3.2.1.5",
        "NSID 0",
        d -> attachment(ATTACH, 0, d.controllerId()),
        status(INVALID_NAMESPACE));
    t.admin(
        "namespace/attach-nsid-beyond-nn",
        "B 3.2.1.5",
        "an invalid NSID",
        d -> attachment(ATTACH, d.maxNsid() + 1, d.controllerId()),
        status(INVALID_NAMESPACE));
    t.admin(
        "namespace/attach-unallocated",
        "B 3.2.1.5",
        "a valid NSID that is nobody's",
        d -> attachment(ATTACH, d.maxNsid(), d.controllerId()),
        status(INVALID_FIELD, INVALID_NAMESPACE));
    t.admin(
        "namespace/attachment-select-reserved",
        "B 5.1.20",
        "a reserved SEL",
        d -> attachment(5, DETACHED, d.controllerId()),
        status(INVALID_FIELD));
    t.steps(
        "namespace/changed-list",
        "B 5.1.12.1.5",
        "log page 04h names what was attached, until it is read without RAE",
        d -> {
          d.logPage(0x04, 4096);
          d.must(attachment(ATTACH, DETACHED, d.controllerId()));
          Drive.restoring(
              () -> {
                PassthruCommand.Builder retaining =
                    Drive.log(0x04, 4096).cdw10(1023 << 16 | 1 << 15 | 0x04);
                Deviation.unless(
                    Drive.list(d.must(retaining).data()).contains(DETACHED), "it is not there");
                Deviation.unless(
                    Drive.list(d.logPage(0x04, 4096)).contains(DETACHED), "RAE cleared it");
                Deviation.unless(Drive.list(d.logPage(0x04, 4096)).isEmpty(), "it is still there");
              },
              () -> d.must(attachment(DETACH, DETACHED, d.controllerId())));
        });
  }

  /** A drive that attaches the namespace all the same shall not leave it so to the next case. */
  private static void refusedAttachment(
      Table t,
      String id,
      String section,
      String what,
      Function<Drive, PassthruCommand.Builder> command,
      Expected expected) {
    t.steps(
        id,
        section,
        what,
        d ->
            Drive.restoring(
                () -> expected.check(d.admin(command.apply(d))),
                () -> {
                  if (d.namespaceList(0x02).contains(DETACHED)) {
                    d.must(attachment(DETACH, DETACHED, d.controllerId()));
                  }
                }));
  }

  private static PassthruCommand.Builder create(long blocks, long capacity, int format) {
    ByteBuffer ns = Drive.zeros(4096);
    ns.putLong(0, blocks).putLong(8, capacity).put(26, (byte) format);
    return command(AdminOpcode.NAMESPACE_MANAGEMENT).cdw10(CREATE).dataOut(ns);
  }

  private static PassthruCommand.Builder delete(int nsid) {
    return command(AdminOpcode.NAMESPACE_MANAGEMENT).nsid(nsid).cdw10(DELETE);
  }

  private static void management(Table t) {
    t.steps(
        "namespace/create-delete",
        "B 5.1.21",
        "a created namespace exists, and is not attached; a deleted one is no more",
        d -> {
          int format = d.format(512, 0);
          long free = d.identifyController().getLong(296);
          int nsid = d.must(create(SMALL, SMALL, format)).dw0();
          Deviation.unless(nsid > 0 && nsid <= d.maxNsid(), "its NSID is %d", nsid);
          Drive.restoring(
              () -> {
                Deviation.unless(d.namespaceList(0x10).contains(nsid), "it does not exist");
                Deviation.unless(!d.namespaceList(0x02).contains(nsid), "it is active");
                ByteBuffer ns = d.identified(0x11, nsid);
                Deviation.unless(ns.getLong(0) == SMALL, "NSZE %d", ns.getLong(0));
                Deviation.unless(ns.getLong(8) == SMALL, "NCAP %d", ns.getLong(8));
                Deviation.unless((ns.get(26) & 0xF) == format, "FLBAS %d", ns.get(26));
                long left = d.identifyController().getLong(296);
                Deviation.unless(left < free, "UNVMCAP is still %d", left);
              },
              () -> d.must(delete(nsid)));
          Deviation.unless(!d.namespaceList(0x10).contains(nsid), "it still exists");
          Deviation.unless(d.identifyController().getLong(296) == free, "UNVMCAP is less");
        });
    t.steps(
        "namespace/create-attach-use",
        "B 8.1.15",
        "a created namespace is attached, written, read, and deleted while it is attached",
        d -> {
          int nsid = d.must(create(SMALL, SMALL, d.format(512, 0))).dw0();
          Drive.restoring(
              () -> {
                d.must(attachment(ATTACH, nsid, d.controllerId()));
                d.controller().rescan().block(Drive.PATIENCE);
                Drive.await("a node", () -> d.info(nsid).map(n -> n.generic()).isPresent());
                d.mustIo(nsid, Drive.write(SMALL - 1, 1, Drive.pattern(512, 31)));
                Drive.same(
                    "what was written",
                    d.mustIo(nsid, Drive.read(SMALL - 1, 1, 512)).data(),
                    Drive.pattern(512, 31));
                status(0x080).check(d.io(nsid, Drive.read(SMALL, 1, 512)));
              },
              () -> {
                d.closeNamespaces();
                d.must(delete(nsid));
              });
          Deviation.unless(!d.namespaceList(0x02).contains(nsid), "it is still active");
        });
    t.steps(
        "namespace/create-until-none-is-left",
        "B 5.1.21, Figure 370",
        "more namespaces than NN",
        d -> {
          int format = d.format(512, 0);
          List<Integer> made = new ArrayList<>();
          Drive.restoring(
              () -> {
                int free = d.maxNsid() - d.namespaceList(0x10).size();
                Deviation.unless(free <= 64, "NN leaves %d", free);
                for (int i = 0; i < free; i++) {
                  made.add(d.must(create(64, 64, format)).dw0());
                }
                status(0x116).check(d.admin(create(64, 64, format)));
              },
              () -> made.forEach(nsid -> d.must(delete(nsid))));
        });
    t.admin(
        "namespace/create-too-large",
        "B 5.1.21, Figure 370",
        "more than the unallocated capacity",
        d -> create(1L << 50, 1L << 50, d.format(512, 0)),
        status(0x115));
    t.admin(
        "namespace/create-format",
        "B 5.1.21, Figure 370",
        "an LBA format that there is not",
        d -> create(SMALL, SMALL, 0xF),
        status(0x10A));
    t.steps(
        "namespace/create-thin",
        "B 5.1.21, Figure 370",
        "thin, if NSFEAT bit 0 does not say that it can be",
        d -> {
          boolean thin = (d.identified(0x00, ALL).get(24) & 1) == 1;
          PassthruResult r = d.admin(create(SMALL, SMALL / 2, d.format(512, 0)));
          (thin ? SUCCESS : status(0x11B)).check(r);
          if (thin) {
            d.must(delete(r.dw0()));
          }
        });
    t.admin(
        "namespace/create-command-set",
        "B 5.1.21, Figure 370",
        "of a command set that the controller has not",
        d -> create(SMALL, SMALL, d.format(512, 0)).cdw11(0x1F << 24),
        status(0x129));
    t.admin(
        "namespace/delete-nsid-0",
        "B 3.2.1.5",
        "NSID 0",
        d -> delete(0),
        status(INVALID_NAMESPACE));
    t.admin(
        "namespace/delete-unallocated",
        "B 3.2.1.5",
        "a valid NSID that is nobody's",
        d -> delete(d.maxNsid()),
        status(INVALID_FIELD, INVALID_NAMESPACE));
    t.admin(
        "namespace/management-select-reserved",
        "B 5.1.21",
        "a reserved SEL",
        d -> command(AdminOpcode.NAMESPACE_MANAGEMENT).cdw10(7),
        status(INVALID_FIELD));
  }
}
