package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Security protocols of a controller, such as TCG's, by Security Send and Security Receive, and the
 * lockdown of commands (NVM Express Base Specification 2.1, sections 5.1.24, 5.1.23 and 5.1.15).
 * What the data means is the protocol's; a message may well destroy data, as a revert does, and
 * nothing here looks whether a namespace is in use.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeController}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, for example Invalid Field in Command
 * for a protocol that the controller does not have; {@link IllegalArgumentException} for a number
 * out of range. Thread-safe.
 */
public final class NvmeSecurity {

  /** Security Protocol 00h: information about the protocols. */
  private static final int INFORMATION = 0x00;

  private static final int SUPPORTED_PROTOCOLS = 0x0000;
  private static final int INFORMATION_BYTES = 512;

  private final Device device;
  private final int nsid;
  private final int nssf;

  NvmeSecurity(Device device) {
    this(device, 0, 0);
  }

  private NvmeSecurity(Device device, int nsid, int nssf) {
    this.device = device;
    this.nsid = nsid;
    this.nssf = nssf;
  }

  /**
   * The same, with commands that name a namespace, for protocols that have regard to it (NVM
   * Express Base Specification 2.1, sections 5.1.23 and 5.1.24, NSID).
   *
   * @param id a namespace of this controller; 0 for none, as without this method
   * @return a copy
   */
  public NvmeSecurity namespace(int id) {
    return new NvmeSecurity(device, id, nssf);
  }

  /**
   * The same, with commands that have the NVMe Security Specific Field, as protocol EAh wants (NVM
   * Express Base Specification 2.1, sections 5.1.23 and 5.1.24, NSSF, CDW10 bits 7:0).
   *
   * @param field 0 to 255
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NvmeSecurity securitySpecificField(int field) {
    return new NvmeSecurity(device, nsid, checked("the NVMe Security Specific Field", field, 0xFF));
  }

  /**
   * Sends a message (NVM Express Base Specification 2.1, section 5.1.24, Security Send command).
   *
   * @param protocol code of the Security Protocol (SECP, CDW10 bits 31:24), 0 to 255
   * @param protocolSpecific the SP Specific field (SPSP, CDW10 bits 23:8), 0 to 65535; what it
   *     means, the protocol says
   * @param message from its position to its limit, as many bytes as the Transfer Length (TL) says
   *     then; not changed before the Mono has completed
   * @return completes when the controller has taken it
   * @throws IllegalArgumentException if a number is out of range
   */
  public Mono<Void> send(int protocol, int protocolSpecific, ByteBuffer message) {
    PassthruCommand send =
        builder(AdminOpcode.SECURITY_SEND, protocol, protocolSpecific)
            .cdw11(message.remaining())
            .dataOut(message)
            .build();
    return device.command(send, CommandForm.ADMIN).doOnNext(PassthruResult::orThrow).then();
  }

  /**
   * Receives a message (NVM Express Base Specification 2.1, section 5.1.23, Security Receive
   * command).
   *
   * @param protocol code of the Security Protocol (SECP, CDW10 bits 31:24), 0 to 255
   * @param protocolSpecific the SP Specific field (SPSP, CDW10 bits 23:8), 0 to 65535; what it
   *     means, the protocol says
   * @param allocationLength bytes that it may have at most (AL), 1 to 64 MiB
   * @return that many bytes; how many of them are the message, the protocol says
   * @throws IllegalArgumentException if a number is out of range
   */
  public Mono<ByteBuffer> receive(int protocol, int protocolSpecific, int allocationLength) {
    if (allocationLength < 1) {
      throw new IllegalArgumentException(
          "the allocation length is at least 1 byte, not " + allocationLength);
    }
    PassthruCommand receive =
        builder(AdminOpcode.SECURITY_RECEIVE, protocol, protocolSpecific)
            .cdw11(allocationLength)
            .dataIn(allocationLength)
            .build();
    return device.command(receive, CommandForm.ADMIN).map(result -> result.orThrow().data());
  }

  /**
   * Reads which protocols the controller has (NVM Express Base Specification 2.1, section 5.1.23,
   * Security Receive command, Security Protocol 00h; SCSI Primary Commands, Supported security
   * protocols list).
   *
   * @return the values for SECP, ascending as a rule, each 0 to 255
   */
  public Mono<List<Integer>> supportedProtocols() {
    return receive(INFORMATION, SUPPORTED_PROTOCOLS, INFORMATION_BYTES)
        .map(NvmeSecurity::protocols);
  }

  /** A SCSI structure, big-endian: 6 bytes reserved, the length of the list, the list. */
  private static List<Integer> protocols(ByteBuffer data) {
    int length = data.order(ByteOrder.BIG_ENDIAN).getShort(6) & 0xFFFF;
    List<Integer> protocols = new ArrayList<>();
    for (int i = 0; i < Math.min(length, data.limit() - 8); i++) {
      protocols.add(data.get(8 + i) & 0xFF);
    }
    return List.copyOf(protocols);
  }

  private PassthruCommand.Builder builder(int opcode, int protocol, int protocolSpecific) {
    checked("a security protocol", protocol, 0xFF);
    checked("the protocol's specific field", protocolSpecific, 0xFFFF);
    return PassthruCommand.builder(opcode)
        .nsid(nsid)
        .cdw10(protocol << 24 | protocolSpecific << 8 | nssf);
  }

  private static int checked(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " is 0 to " + most + ", not " + value);
    }
    return value;
  }

  /** What a lockdown is of (NVM Express Base Specification 2.1, section 5.1.15, Scope, SCP). */
  public enum LockdownScope {
    /** 0h: an admin command, by its opcode. */
    ADMIN_COMMAND(0),
    /** 2h: Set Features of a feature, by its identifier. */
    FEATURE(2),
    /** 3h: a command of the Management Interface command set, by its opcode. */
    MANAGEMENT_INTERFACE_COMMAND(3),
    /** 4h: a PCIe command of the Management Interface, by its opcode. */
    PCIE_COMMAND(4);

    private final int value;

    LockdownScope(int value) {
      this.value = value;
    }
  }

  /** By which way a command is locked (NVM Express Base Specification 2.1, section 5.1.15, IFC). */
  public enum LockdownInterface {
    /** 0h: the Admin Submission Queue. */
    ADMIN_QUEUE(0),
    /** 1h: the Admin Submission Queue, and out-of-band by a Management Endpoint. */
    ADMIN_QUEUE_AND_OUT_OF_BAND(1),
    /** 2h: out-of-band by a Management Endpoint. */
    OUT_OF_BAND(2);

    private final int value;

    LockdownInterface(int value) {
      this.value = value;
    }
  }

  /**
   * Prohibits a command, or the setting of a feature, until the next power cycle or {@link #allow}
   * (NVM Express Base Specification 2.1, section 5.1.15, Lockdown command, PRHBT 1).
   *
   * @param scope what the identifier is of
   * @param identifier opcode or feature identifier (OFI), 0 to 255
   * @param by the ways that are closed
   * @return completes when it is prohibited
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> prohibit(LockdownScope scope, int identifier, LockdownInterface by) {
    return lockdown(scope, identifier, by, 1);
  }

  /**
   * Allows again what {@link #prohibit} has prohibited (NVM Express Base Specification 2.1, section
   * 5.1.15, Lockdown command, PRHBT 0).
   *
   * @param scope what the identifier is of
   * @param identifier opcode or feature identifier (OFI), 0 to 255
   * @param by the ways that are opened
   * @return completes when it is allowed
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> allow(LockdownScope scope, int identifier, LockdownInterface by) {
    return lockdown(scope, identifier, by, 0);
  }

  private Mono<Void> lockdown(
      LockdownScope scope, int identifier, LockdownInterface by, int prohibit) {
    checked("an opcode or a feature identifier", identifier, 0xFF);
    PassthruCommand lockdown =
        PassthruCommand.builder(AdminOpcode.LOCKDOWN)
            .cdw10(scope.value | prohibit << 4 | by.value << 5 | identifier << 8)
            .build();
    return device.command(lockdown, CommandForm.ADMIN).doOnNext(PassthruResult::orThrow).then();
  }

  @Override
  public String toString() {
    return "NvmeSecurity[" + device.target().path() + "]";
  }
}
