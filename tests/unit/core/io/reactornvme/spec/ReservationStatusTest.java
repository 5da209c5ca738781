package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationStatusTest {

  private static ByteBuffer status(boolean extended, int registrants) {
    int size = extended ? 64 : 24;
    ByteBuffer data = ByteBuffer.allocate(3 * size).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, 0xFFFF_FFFE).put(4, (byte) 6).putShort(5, (short) registrants).put(9, (byte) 1);
    for (int i = 0; i < 2; i++) {
      int at = size * (1 + i);
      data.putShort(at, (short) (0xFFFD + i)).put(at + 2, (byte) i);
      data.putLong(at + (extended ? 8 : 16), -2 + i);
      for (int b = 0; b < (extended ? 16 : 8); b++) {
        data.put(at + (extended ? 16 : 8) + b, (byte) (0xA0 + b));
      }
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fieldsAreWhereTheSpecificationHasThem(boolean extended) {
    ReservationStatus status = ReservationStatus.decode(status(extended, 2), extended);
    assertThat(status.extended()).isEqualTo(extended);
    assertThat(status.generation()).isEqualTo(0xFFFF_FFFEL);
    assertThat(status.reservationType()).contains(ReservationType.EXCLUSIVE_ACCESS_ALL_REGISTRANTS);
    assertThat(status.numberOfRegistrants()).isEqualTo(2);
    assertThat(status.persistThroughPowerLoss()).isTrue();
    assertThat(status.neededBytes()).isEqualTo(extended ? 192 : 72);
    RegisteredController first = status.registeredControllers().get(0);
    assertThat(first.controllerIdentifier()).isEqualTo(0xFFFD);
    assertThat(first.holdsReservation()).isFalse();
    assertThat(first.reservationKey()).isEqualTo(-2);
    assertThat(first.hostIdentifier())
        .isEqualTo(extended ? "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf" : "a0a1a2a3a4a5a6a7");
    RegisteredController second = status.registeredControllers().get(1);
    assertThat(second.holdsReservation()).isTrue();
    assertThat(second.reservationKey()).isEqualTo(-1);
    assertThat(status.toString()).contains("EXCLUSIVE_ACCESS_ALL_REGISTRANTS", "a0a1a2a3a4a5a6a7");
  }

  @ParameterizedTest
  @CsvSource({"false,3", "true,3", "false,65535", "true,65535"})
  void theCountIsNotTrustedBeyondTheBytes(boolean extended, int registrants) {
    ReservationStatus status = ReservationStatus.decode(status(extended, registrants), extended);
    assertThat(status.numberOfRegistrants()).isEqualTo(registrants);
    assertThat(status.registeredControllers()).hasSize(2);
  }

  @Test
  void whatIsTooShortIsRefused() {
    assertThat(ReservationStatus.decode(ByteBuffer.allocate(24), false).reservationType())
        .isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservationStatus.decode(ByteBuffer.allocate(23), false))
        .withMessageContaining("24");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservationStatus.decode(ByteBuffer.allocate(63), true))
        .withMessageContaining("64");
  }

  @Test
  void types() {
    for (ReservationType type : ReservationType.values()) {
      assertThat(type.value()).isEqualTo(type.ordinal() + 1);
      assertThat(ReservationType.of(type.value())).contains(type);
    }
    assertThat(ReservationType.of(7)).isEmpty();
  }
}
