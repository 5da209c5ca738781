package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvmeStatusTest {

  @Test
  void successIsOneObject() {
    assertThat(NvmeStatus.of(0)).isSameAs(NvmeStatus.SUCCESS);
    assertThat(NvmeStatus.SUCCESS.isSuccess()).isTrue();
    assertThat(NvmeStatus.SUCCESS.name()).isEqualTo("Successful Completion");
    assertThat(NvmeStatus.SUCCESS.advice()).isNull();
    assertThat(NvmeStatus.SUCCESS).hasToString("Successful Completion (SCT 0h, SC 00h) 0x0000");
  }

  /** What nvme-cli printed for drives, and what the Linux driver makes itself. */
  @ParameterizedTest
  @CsvSource({
    "0x4001, Invalid Command Opcode",
    "0x4002, Invalid Field in Command",
    "0x0007, Command Abort Requested",
    "0x400b, Invalid Namespace or Format",
    "0x4080, LBA Out of Range",
    "0x4101, Invalid Queue Identifier",
    "0x4118, Namespace Already Attached",
    "0x4120, Invalid Secondary Controller State",
    "0x4121, Invalid Number of Controller Resources",
    "0x4181, Invalid Protection Information",
    "0x4183, Command Size Limit Exceeded",
    "0x41bc, Zone Invalid Write",
    "0x41bf, Invalid Zone State Transition",
    "0x4285, Compare Failure",
    "0x0370, Host Pathing Error",
    "0x0371, Command Aborted By Host",
    "0x0017, Unknown Status",
    "0x00c0, Vendor Specific Status",
    "0x01ff, Vendor Specific Status",
    "0x0170, Directive Specific Status",
    "0x017f, Stream Resource Allocation Failed",
    "0x0180, Conflicting Attributes",
    "0x0700, Vendor Specific Status",
    "0x0400, Unknown Status",
    "0x06c0, Unknown Status"
  })
  void names(String code, String name) {
    assertThat(NvmeStatus.of(Integer.decode(code)).name()).isEqualTo(name);
  }

  @Test
  void everyBitHasItsPlace() {
    for (int code = 0; code <= 0x7fff; code++) {
      NvmeStatus status = NvmeStatus.of(code);
      int again =
          status.sc()
              | status.sct() << 8
              | status.crd() << 11
              | (status.more() ? 1 << 13 : 0)
              | (status.doNotRetry() ? 1 << 14 : 0);
      assertThat(again).isEqualTo(code);
      assertThat(status.code()).isEqualTo(code);
      assertThat(status.isSuccess()).isEqualTo(status.sc() == 0 && status.sct() == 0);
      assertThat(status.name()).isNotBlank();
      assertThat(status.name()).isEqualTo(NvmeStatus.of(code & 0x7ff).name());
      assertThat(status.advice()).isEqualTo(NvmeStatus.of(code & 0x7ff).advice());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -5, Integer.MIN_VALUE})
  void anErrnoIsNotAStatus(int value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvmeStatus.of(value))
        .withMessage("not an NVMe status but an errno: " + value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8000, 0xffff, Integer.MAX_VALUE})
  void aStatusHas15Bits(int value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvmeStatus.of(value))
        .withMessage("an NVMe status has 15 bits, got 0x" + Integer.toHexString(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, GENERIC",
    "1, COMMAND_SPECIFIC",
    "2, MEDIA_AND_DATA_INTEGRITY",
    "3, PATH_RELATED",
    "4, RESERVED",
    "5, RESERVED",
    "6, RESERVED",
    "7, VENDOR_SPECIFIC"
  })
  void category(int sct, StatusCodeType type) {
    assertThat(NvmeStatus.of(sct << 8 | 1).category()).isEqualTo(type);
  }

  @Test
  void words() {
    assertThat(NvmeStatus.of(0x4002))
        .hasToString("Invalid Field in Command (SCT 0h, SC 02h, DNR) 0x4002");
    assertThat(NvmeStatus.of(0x7a81))
        .hasToString("Unrecovered Read Error (SCT 2h, SC 81h, CRD 3, More, DNR) 0x7a81");
    assertThat(NvmeStatus.of(0x0fc1))
        .hasToString("Vendor Specific Status (SCT 7h, SC C1h, CRD 1) 0x0fc1");
    assertThat(NvmeStatus.of(0x2082).toString()).endsWith("(SCT 0h, SC 82h, More) 0x2082");
  }

  /** How many codes revision 2.1 (and, as noted in the class, later ones) define of each type. */
  @ParameterizedTest
  @CsvSource({"0, 54", "1, 102", "2, 9", "3, 7", "4, 0", "7, 0"})
  void tablesAreComplete(int sct, int codes) {
    Set<String> names = new HashSet<>();
    int count = 0;
    for (String name : NvmeStatus.table(sct)) {
      if (name != null) {
        count++;
        assertThat(name).isEqualTo(name.strip()).isNotEmpty();
        assertThat(names.add(name)).as(name).isTrue();
      }
    }
    assertThat(count).isEqualTo(codes);
  }

  @Test
  void aCodeListedTwiceIsFound() {
    assertThatIllegalStateException()
        .isThrownBy(() -> NvmeStatus.names("00 One\n00 Other\n"))
        .withMessageContaining("00 Other");
  }

  @Test
  void adviceIsForStatusWithAName() {
    int advised = 0;
    for (int code = 1; code <= 0x7ff; code++) {
      String advice = NvmeStatus.of(code).advice();
      if (advice != null) {
        advised++;
        assertThat(NvmeStatus.table(code >> 8)[code & 0xff]).as(advice).isNotNull();
        assertThat(advice).endsWith(".").doesNotContain("  ");
      }
    }
    assertThat(advised).isGreaterThan(40);
  }

  @Test
  void equality() {
    assertThat(NvmeStatus.of(0x4002))
        .isEqualTo(NvmeStatus.of(0x4002))
        .hasSameHashCodeAs(NvmeStatus.of(0x4002))
        .isNotEqualTo(NvmeStatus.of(0x0002))
        .isNotEqualTo(null);
  }
}
