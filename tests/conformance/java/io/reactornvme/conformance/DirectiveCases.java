package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ALL;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.write;
import static io.reactornvme.conformance.Drive.zeros;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Directives; and Security Receive, which has as little to be tested. */
final class DirectiveCases {

  private static final int INVALID_FIELD = 0x002;

  private static final int IDENTIFY = 0;
  private static final int STREAMS = 1;

  private static final int RETURN_PARAMETERS = 1;
  private static final int ENABLE = 1;
  private static final int GET_STATUS = 2;
  private static final int ALLOCATE = 3;
  private static final int RELEASE_IDENTIFIER = 1;
  private static final int RELEASE_RESOURCES = 2;

  private DirectiveCases() {}

  static void add(Table t) {
    identify(t);
    streams(t);
    security(t);
  }

  private static PassthruCommand.Builder receive(int nsid, int type, int operation, int bytes) {
    return command(AdminOpcode.DIRECTIVE_RECEIVE)
        .nsid(nsid)
        .cdw10(bytes / 4 - 1)
        .cdw11(type << 8 | operation)
        .dataIn(bytes);
  }

  private static PassthruCommand.Builder send(int nsid, int type, int operation, int specific) {
    return command(AdminOpcode.DIRECTIVE_SEND)
        .nsid(nsid)
        .cdw11(specific << 16 | type << 8 | operation);
  }

  private static PassthruCommand.Builder enable(int type, boolean on) {
    return send(BLOCKS_512, IDENTIFY, ENABLE, 0).cdw12(type << 8 | (on ? 1 : 0));
  }

  private static void identify(Table t) {
    t.admin(
        "directive/identify",
        "B 8.1.8.2.1.1",
        "the Identify Directive is supported and enabled, what is enabled is supported",
        d -> receive(BLOCKS_512, IDENTIFY, RETURN_PARAMETERS, 4096),
        SUCCESS,
        (d, r) -> {
          int supported = r.data().getInt(0);
          int enabled = r.data().getInt(32);
          Deviation.unless((supported & enabled & 1) == 1, "the Identify Directive");
          Deviation.unless((enabled & ~supported) == 0, "%x, of %x", enabled, supported);
        });
    t.admin(
        "directive/identify-broadcast",
        "B 8.1.8.2.1.1",
        "the parameters of all namespaces at once",
        d -> receive(ALL, IDENTIFY, RETURN_PARAMETERS, 4096),
        status(INVALID_FIELD));
    t.admin(
        "directive/receive-operation-reserved",
        "B 8.1.8.2",
        "a reserved operation of the Identify Directive",
        d -> receive(BLOCKS_512, IDENTIFY, 7, 4096),
        status(INVALID_FIELD));
    t.admin(
        "directive/receive-type-reserved",
        "B 8.1.8",
        "a directive type that there is not",
        d -> receive(BLOCKS_512, 7, RETURN_PARAMETERS, 4096),
        status(INVALID_FIELD));
    t.admin(
        "directive/send-type-reserved",
        "B 8.1.8",
        "a directive type that there is not",
        d -> send(BLOCKS_512, 7, 1, 0),
        status(INVALID_FIELD));
    for (int type : new int[] {IDENTIFY, 7}) {
      t.admin(
          "directive/enable-type-%d".formatted(type),
          "B 8.1.8.2.2.1",
          "the Identify Directive, and one that there is not, cannot be enabled",
          d -> enable(type, true),
          status(INVALID_FIELD));
    }
    t.admin(
        "directive/streams-not-enabled",
        "B 8.1.8",
        "a directive that is not supported, or not enabled",
        d -> receive(BLOCKS_512, STREAMS, RETURN_PARAMETERS, 32),
        status(INVALID_FIELD));
  }

  private static void streams(Table t) {
    steps(
        t,
        "parameters",
        "B 8.1.8.3.1.1",
        "no more streams are available than there are",
        d -> {
          ByteBuffer p = parameters(d);
          Deviation.unless(p.getShort(0) > 0 && p.getShort(2) <= p.getShort(0), "MSL, NSSA");
        });
    steps(
        t,
        "opened-by-writes",
        "B 8.1.8.3",
        "a Write opens the stream that it names, and Release Identifier closes it",
        d -> {
          put(d, STREAMS, 7, SUCCESS);
          put(d, STREAMS, 5, SUCCESS);
          ByteBuffer open = d.must(receive(BLOCKS_512, STREAMS, GET_STATUS, 8)).data();
          Deviation.unless(open.getShort(0) == 2, "%d are open", open.getShort(0));
          Deviation.unless(open.getShort(2) == 5 && open.getShort(4) == 7, "which are open");
          d.must(send(BLOCKS_512, STREAMS, RELEASE_IDENTIFIER, 5));
          open = d.must(receive(BLOCKS_512, STREAMS, GET_STATUS, 8)).data();
          Deviation.unless(open.getShort(0) == 1 && open.getShort(2) == 7, "which are open");
          d.must(send(BLOCKS_512, STREAMS, RELEASE_IDENTIFIER, 5));
        });
    steps(
        t,
        "stream-0",
        "B 8.1.8.1",
        "DSPEC 0 is no stream",
        d -> {
          put(d, STREAMS, 0, SUCCESS);
          ByteBuffer open = d.must(receive(BLOCKS_512, STREAMS, GET_STATUS, 8)).data();
          Deviation.unless(open.getShort(0) == 0, "%d are open", open.getShort(0));
        });
    steps(
        t,
        "write-other-directive",
        "B 8.1.8.1",
        "a Write with a directive that is not enabled, while another is",
        d -> put(d, 0xE, 5, status(INVALID_FIELD)));
    steps(
        t,
        "allocate",
        "B 8.1.8.3.1.3",
        "resources are taken once, and given back",
        d -> {
          int before = parameters(d).getShort(2);
          PassthruCommand.Builder allocate =
              command(AdminOpcode.DIRECTIVE_RECEIVE)
                  .nsid(BLOCKS_512)
                  .cdw11(STREAMS << 8 | ALLOCATE)
                  .cdw12(2);
          int granted = d.must(allocate).dw0();
          Deviation.unless(granted == 1 || granted == 2, "%d are allocated", granted);
          Deviation.unless(parameters(d).getShort(22) == granted, "NSA");
          Deviation.unless(parameters(d).getShort(2) == before - granted, "NSSA");
          status(INVALID_FIELD).check(d.admin(allocate));
          d.must(send(BLOCKS_512, STREAMS, RELEASE_RESOURCES, 0));
          Deviation.unless(parameters(d).getShort(22) == 0, "NSA, after all");
          Deviation.unless(parameters(d).getShort(2) == before, "NSSA, after all");
        });
    steps(
        t,
        "release-broadcast",
        "B 8.1.8.3.2.1",
        "an identifier of all namespaces",
        d -> status(INVALID_FIELD).check(d.admin(send(ALL, STREAMS, RELEASE_IDENTIFIER, 5))));
    steps(
        t,
        "format-closes",
        "B 8.1.8.3",
        "a formatted namespace has no open streams",
        d -> {
          put(d, STREAMS, 7, SUCCESS);
          d.must(command(AdminOpcode.FORMAT_NVM).nsid(BLOCKS_512).cdw10(d.format(512, 0)));
          ByteBuffer open = d.must(receive(BLOCKS_512, STREAMS, GET_STATUS, 8)).data();
          Deviation.unless(open.getShort(0) == 0, "%d are open", open.getShort(0));
        });
    steps(
        t,
        "reset-disables",
        "B 8.1.8.2.2.1",
        "the Streams Directive is not enabled any more after a reset",
        d -> {
          d.controller().reset().block(Drive.PATIENCE);
          status(INVALID_FIELD).check(d.admin(receive(BLOCKS_512, STREAMS, RETURN_PARAMETERS, 32)));
        });
  }

  private static void steps(
      Table t, String id, String section, String what, Consumer<Drive> steps) {
    t.steps(
        "streams/" + id,
        section,
        what,
        d -> {
          d.must(enable(STREAMS, true)); // whoever has no streams ends here
          steps.accept(d);
        });
  }

  private static ByteBuffer parameters(Drive d) {
    return d.must(receive(BLOCKS_512, STREAMS, RETURN_PARAMETERS, 32)).data();
  }

  private static void put(Drive d, int type, int specific, Expected expected) {
    expected.check(
        d.io(BLOCKS_512, write(0, 1, zeros(512)).cdw12(type << 20).cdw13(specific << 16)));
  }

  private static PassthruCommand.Builder security(int protocol, int specific) {
    return command(AdminOpcode.SECURITY_RECEIVE)
        .cdw10(protocol << 24 | specific << 8)
        .cdw11(512)
        .dataIn(512);
  }

  private static void security(Table t) {
    t.admin(
        "security/protocols",
        "B 5.1.23, SPC-5",
        "protocol 00h lists the protocols, in order, itself first",
        d -> security(0, 0),
        SUCCESS,
        (d, r) -> {
          int count = (r.data().get(6) & 0xFF) << 8 | r.data().get(7) & 0xFF;
          Deviation.unless(count >= 1 && r.data().get(8) == 0, "%d protocols", count);
        });
    t.steps(
        "security/protocol-not-listed",
        "B 5.1.23",
        "a protocol that is not in the list",
        d -> {
          PassthruResult list = d.must(security(0, 0));
          for (int i = 0; i < list.data().get(7); i++) {
            Deviation.unless(list.data().get(8 + i) != 0x3F, "3Fh is listed");
          }
          status(INVALID_FIELD).check(d.admin(security(0x3F, 0)));
        });
  }
}
