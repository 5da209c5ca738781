package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of a Dataset Management command. */
class DatasetManagementRangeTest {

  @Test
  void theBytesAreInTheirPlaces() {
    ByteBuffer list =
        DatasetManagementRange.encode(
            List.of(
                DatasetManagementRange.of(0x1122334455667788L, 0xFFFF_FFFFL),
                new DatasetManagementRange(2, 3, 0x0102)));
    assertThat(list.remaining()).isEqualTo(32);
    assertThat(list.getInt(0)).isZero();
    assertThat(list.getInt(4)).isEqualTo(-1);
    assertThat(list.getLong(8)).isEqualTo(0x1122334455667788L);
    assertThat(list.getInt(16)).isEqualTo(0x0102);
    assertThat(list.getInt(20)).isEqualTo(3);
    assertThat(list.getLong(24)).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> DatasetManagementRange.of(0, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DatasetManagementRange.of(0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DatasetManagementRange.encode(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    List<DatasetManagementRange> most = Collections.nCopies(256, DatasetManagementRange.of(1, 1));
    assertThat(DatasetManagementRange.encode(most).remaining()).isEqualTo(4096);
    assertThatThrownBy(
            () ->
                DatasetManagementRange.encode(
                    Collections.nCopies(257, DatasetManagementRange.of(1, 1))))
        .hasMessageContaining("257");
  }
}
