package io.reactornvme;

import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ReclaimUnitHandleStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Flexible data placement in a namespace: the host says which data belongs together by writing it
 * with one placement identifier (NVM Express Base Specification 2.1, section 8.1.10, Flexible Data
 * Placement). A write names the identifier as Directive Specific (DSPEC, CDW13 bits 31:16) of the
 * Data Placement directive (DTYPE 2h, CDW12 bits 23:20).
 *
 * <p>Publishers, threads and errors are as with {@link NvmeNamespace}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, among them FDP Disabled, where the
 * endurance group has flexible data placement off, and Invalid Placement Handle List. Thread-safe.
 */
public final class NvmePlacement {

  private static final int RECLAIM_UNIT_HANDLE_STATUS = 0x01;
  private static final int RECLAIM_UNIT_HANDLE_UPDATE = 0x01;
  private static final int MOST_IDENTIFIERS = 0x10000;

  private final Device device;

  NvmePlacement(Device device) {
    this.device = device;
  }

  /**
   * Reads the namespace's placement identifiers, and how much fits in the reclaim unit that each
   * writes to (NVM Express Base Specification 2.1, section 7.3.1.1, I/O Management Receive command,
   * Reclaim Unit Handle Status, MO 01h).
   *
   * @return an entry for each placement identifier, in logical blocks and seconds
   */
  public Mono<ReclaimUnitHandleStatus> status() {
    return SelfSized.read(device.target(), this::status, ReclaimUnitHandleStatus::neededBytes);
  }

  private Mono<ReclaimUnitHandleStatus> status(int bytes) {
    PassthruCommand receive =
        PassthruCommand.builder(NvmOpcode.IO_MANAGEMENT_RECEIVE)
            .cdw10(RECLAIM_UNIT_HANDLE_STATUS)
            .cdw11(bytes / 4 - 1)
            .dataIn(bytes)
            .build();
    return device
        .command(receive, CommandForm.IO)
        .map(result -> ReclaimUnitHandleStatus.decode(result.orThrow().data()));
  }

  /**
   * Has the identifiers' next writes go to empty reclaim units (NVM Express Base Specification 2.1,
   * section 7.4.1.1, I/O Management Send command, Reclaim Unit Handle Update, MO 01h).
   *
   * @param placementIdentifiers 1 to 65536 of them, each 0 to 65535, as {@link #status()} has them
   * @return completes when the identifiers have new reclaim units
   * @throws IllegalArgumentException if there is none, or more, or one is out of range
   */
  public Mono<Void> update(List<Integer> placementIdentifiers) {
    int count = placementIdentifiers.size();
    if (count < 1 || count > MOST_IDENTIFIERS) {
      throw new IllegalArgumentException(
          "1 to 65536 placement identifiers are updated, not " + count);
    }
    ByteBuffer list = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int identifier : placementIdentifiers) {
      if ((identifier & ~0xFFFF) != 0) {
        throw new IllegalArgumentException(
            "a placement identifier is 0 to 65535, not " + identifier);
      }
      list.putShort((short) identifier);
    }
    PassthruCommand send =
        PassthruCommand.builder(NvmOpcode.IO_MANAGEMENT_SEND)
            .cdw10(RECLAIM_UNIT_HANDLE_UPDATE | (count - 1) << 16)
            .dataOut(list.flip())
            .build();
    return device.command(send, CommandForm.IO).doOnNext(PassthruResult::orThrow).then();
  }

  @Override
  public String toString() {
    return "NvmePlacement[" + device.target().path() + "]";
  }
}
