package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.FirmwareCommitResult.ResetRequired;
import io.reactornvme.FormatOptions.SecureErase;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyController.FormatNvmAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dwords of Format NVM, Sanitize and Firmware Commit, and what a commit's status means. */
class MaintenanceOptionsTest {

  @Test
  void format() {
    assertThat(FormatOptions.lbaFormat(3).dword10()).isEqualTo(3);
    assertThat(FormatOptions.lbaFormat(0x2A).dword10()).isEqualTo(0x200A);
    FormatOptions all =
        FormatOptions.lbaFormat(1)
            .extendedLba()
            .protectionInformation(3)
            .protectionInformation(2)
            .protectionInformationFirst()
            .secureErase(SecureErase.CRYPTOGRAPHIC);
    assertThat(all.dword10()).isEqualTo(1 | 1 << 4 | 2 << 5 | 1 << 8 | 2 << 9);
    assertThat(all.isForce()).isFalse();
    assertThat(all.erases()).isTrue();
    assertThat(all.secureErase(SecureErase.NONE).erases()).isFalse();
    assertThat(all.force().isForce()).isTrue();
    assertThat(all.force().dword10()).isEqualTo(all.dword10());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FormatOptions.lbaFormat(64))
        .withMessage("index is 0 to 63, not 64");
    assertThatIllegalArgumentException().isThrownBy(() -> all.protectionInformation(4));
  }

  @ParameterizedTest
  @CsvSource({
    "0, NONE, 3",
    "0, USER_DATA, 3",
    "1, NONE, -1",
    "1, CRYPTOGRAPHIC, -1",
    "2, NONE, 3",
    "2, USER_DATA, -1",
    "4, CRYPTOGRAPHIC, 3"
  })
  void someDrivesFormatAllNamespacesAtOnce(int fna, SecureErase erase, int expected) {
    FormatOptions options = FormatOptions.lbaFormat(0).secureErase(erase);
    assertThat(NvmeMaintenance.scope(3, options, new FormatNvmAttributes(fna))).isEqualTo(expected);
  }

  @Test
  void sanitize() {
    assertThat(SanitizeOptions.blockErase().dword10()).isEqualTo(2);
    assertThat(SanitizeOptions.cryptoErase().dword10()).isEqualTo(4);
    SanitizeOptions overwrite = SanitizeOptions.overwrite(0xDEAD_BEEF, 16);
    assertThat(overwrite.dword10()).isEqualTo(3);
    assertThat(overwrite.dword11()).isEqualTo(0xDEAD_BEEF);
    SanitizeOptions all =
        SanitizeOptions.overwrite(1, 2)
            .allowUnrestrictedExit()
            .invertPatternBetweenPasses()
            .noDeallocateAfterSanitize()
            .enterMediaVerification()
            .force();
    assertThat(all.dword10()).isEqualTo(3 | 1 << 3 | 2 << 4 | 1 << 8 | 1 << 9 | 1 << 10);
    assertThat(all.isForce()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> SanitizeOptions.overwrite(0, 17));
    assertThatIllegalArgumentException().isThrownBy(() -> SanitizeOptions.overwrite(0, 0));
  }

  @Test
  void firmwareCommit() {
    assertThat(FirmwareCommit.replace(2).dword10()).isEqualTo(2);
    assertThat(FirmwareCommit.replaceAndActivateAtReset(0).dword10()).isEqualTo(1 << 3);
    assertThat(FirmwareCommit.activateAtReset(7).dword10()).isEqualTo(2 << 3 | 7);
    assertThat(FirmwareCommit.activateNow(1).dword10()).isEqualTo(3 << 3 | 1);
    assertThat(FirmwareCommit.replaceBootPartition(1).dword10()).isEqualTo(1 << 31 | 6 << 3);
    assertThat(FirmwareCommit.activateBootPartition(0).dword10()).isEqualTo(7 << 3);
    assertThat(FirmwareCommit.activateNow(1).atOnce()).isTrue();
    assertThat(FirmwareCommit.activateAtReset(1).atOnce()).isFalse();
    assertThat(FirmwareCommit.activateNow(1).force().isForce()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> FirmwareCommit.replace(8));
    assertThatIllegalArgumentException().isThrownBy(() -> FirmwareCommit.replaceBootPartition(2));
  }

  private static PassthruResult result(int status, long result) {
    PassthruCommand command = PassthruCommand.builder(AdminOpcode.FIRMWARE_COMMIT).build();
    return new PassthruResult("/dev/nvme0", command, true, status, result, null, null);
  }

  @ParameterizedTest
  @CsvSource({"0x10B, CONVENTIONAL", "0x110, SUBSYSTEM", "0x111, CONTROLLER", "0, NONE"})
  void thatAResetIsRequiredIsAnOutcome(String code, ResetRequired expected) {
    int status = Integer.decode(code);
    FirmwareCommitResult outcome =
        FirmwareCommitResult.of(result(status, 2), FirmwareCommit.activateNow(1));
    assertThat(outcome.resetRequired()).isEqualTo(expected);
    assertThat(outcome.status().code()).isEqualTo(status);
    assertThat(outcome.multipleUpdateDetected()).isEqualTo(2);
  }

  @Test
  void anActivationAtResetWantsOneThoughTheDriveDoesNotSaySo() {
    assertThat(
            FirmwareCommitResult.of(result(0, 0), FirmwareCommit.activateAtReset(1))
                .resetRequired())
        .isEqualTo(ResetRequired.CONTROLLER);
    assertThat(FirmwareCommitResult.of(result(0, 0), FirmwareCommit.replace(1)).resetRequired())
        .isEqualTo(ResetRequired.NONE);
  }

  @Test
  void otherStatusesAreErrors() {
    for (int status : new int[] {0x106, 0x107, 0x112, 0x113, 0x00B, 0x410}) {
      assertThatThrownBy(
              () -> FirmwareCommitResult.of(result(status, 0), FirmwareCommit.activateNow(1)))
          .isInstanceOf(NvmeStatusException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "5, true", "6, true", "7, true", "8, false", "9, false"})
  void whatASelfTestResultSays(int code, boolean failure) {
    NvmeSelfTestException e = new NvmeSelfTestException("/dev/nvme0", 2, code, 4);
    assertThat(e.isFailure()).isEqualTo(failure);
    assertThat(e.result()).isEqualTo(code);
    assertThat(e.selfTestCode()).isEqualTo(2);
    assertThat(e.segment()).isEqualTo(4);
    assertThat(e).hasMessageStartingWith("/dev/nvme0: Device Self-test ");
  }

  @Test
  void aSanitizeThatFailedSaysTheWayOut() {
    assertThat(new NvmeSanitizeException("/dev/nvme0", 3, 4 | 8))
        .hasMessageContaining("exitSanitizeFailureMode()");
    NvmeSanitizeException restricted = new NvmeSanitizeException("/dev/nvme0", 3, 4);
    assertThat(restricted).hasMessageContaining("without allowUnrestrictedExit()");
    assertThat(restricted.sanitizeStatus()).isEqualTo(3);
    assertThat(restricted.commandDword10()).isEqualTo(4);
  }
}
