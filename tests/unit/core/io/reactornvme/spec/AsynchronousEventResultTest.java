package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dword 0 of an Asynchronous Event Request's completion. */
class AsynchronousEventResultTest {

  @ParameterizedTest
  @CsvSource({
    "00010300, ERROR, 3, 1, persistent internal error",
    "00020001, SMART, 0, 2, NVM subsystem reliability",
    "00020101, SMART, 1, 2, temperature threshold",
    "00020201, SMART, 2, 2, spare below threshold",
    "00040002, NOTICE, 0, 4, attached namespace attribute changed",
    "00030102, NOTICE, 1, 3, firmware activation starting",
    "000C0302, NOTICE, 3, 12, asymmetric namespace access change",
    "00BFEF02, NOTICE, 239, 191, zone descriptor changed",
    "0070F002, NOTICE, 240, 112, discovery log page change",
    "00004402, NOTICE, 68, 0, 44h",
    "00020103, IMMEDIATE, 1, 2, temperature threshold hysteresis recovery",
    "00810106, IO_COMMAND_SET, 1, 129, sanitize operation completed",
    "00C1FF07, VENDOR_SPECIFIC, 255, 193, FFh",
    "FF000004, RESERVED, 0, 0, 00h"
  })
  void decodes(
      String raw, AsynchronousEventType type, int information, int logPage, String description) {
    AsynchronousEventResult result = new AsynchronousEventResult(Integer.parseUnsignedInt(raw, 16));
    assertThat(result.type()).isEqualTo(type);
    assertThat(result.information()).isEqualTo(information);
    assertThat(result.logPage()).isEqualTo(logPage);
    assertThat(result.description()).isEqualTo(description);
    assertThat(result.toString()).contains(type.name()).contains(description).contains(raw);
  }
}
