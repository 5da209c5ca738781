package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.DirectiveParameters;
import io.reactornvme.spec.LbaStatus;
import io.reactornvme.spec.NvmeStructure;
import io.reactornvme.spec.ReclaimUnitHandleStatus;
import io.reactornvme.spec.ReservationStatus;
import io.reactornvme.spec.StreamsParameters;
import io.reactornvme.spec.StreamsStatus;
import io.reactornvme.spec.ZoneReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/**
 * What commands for zones, reservations, placement and directives return: the same bytes as each.
 */
@Timeout(30)
class CommandDataFuzzTest {

  private static final int SIZE = 512;

  /** They take as many bytes as there are; here all take the same. */
  private static final List<Function<ByteBuffer, ? extends NvmeStructure>> DECODERS =
      List.of(
          data -> ZoneReport.decode(data, 0),
          data -> ZoneReport.decode(data, 64),
          data -> ReservationStatus.decode(data, false),
          data -> ReservationStatus.decode(data, true),
          ReclaimUnitHandleStatus::decode,
          StreamsStatus::decode,
          LbaStatus::decode);

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    for (Function<ByteBuffer, ? extends NvmeStructure> decoder : DECODERS) {
      Structures.check(bytes, SIZE, data -> decoder.apply(first(data)));
    }
    Structures.check(bytes, StreamsParameters.SIZE, StreamsParameters::decode);
    Structures.check(bytes, DirectiveParameters.SIZE, DirectiveParameters::decode);
  }

  private static ByteBuffer first(ByteBuffer data) {
    if (data.remaining() < SIZE) {
      throw new IllegalArgumentException("only " + data.remaining() + " bytes");
    }
    return data.slice(data.position(), SIZE);
  }
}
