package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeReservations;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.RegisteredController;
import io.reactornvme.spec.ReservationStatus;
import io.reactornvme.spec.ReservationType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** One namespace behind two controllers, each with a host of its own. */
class TypedReservationsTest {

  private static final long KEY = 0xF000_0000_0000_0001L;
  private static final long OTHER_KEY = 2;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder().recordCommands(100).controller(c -> c.ports(2)));

  private Nvme nvme;
  private NvmeReservations ours;
  private NvmeReservations theirs;

  @BeforeEach
  void open(Nvme nvme) {
    this.nvme = nvme;
    ours = nvme.namespace("/dev/ng0n1", Access.READ_WRITE).reservations();
    theirs = nvme.namespace("/dev/ng1n1", Access.READ_WRITE).reservations();
    hostIdentifier("nvme0", 0x11, 16);
    hostIdentifier("nvme1", 0x22, 16);
  }

  private void hostIdentifier(String controller, int first, int bytes) {
    ByteBuffer id = ByteBuffer.allocate(bytes).put(0, (byte) first);
    new Commands(nvme, controller)
        .admin(0x09, c -> c.cdw10(0x81).cdw11(bytes == 16 ? 1 : 0).dataOut(id))
        .orThrow();
  }

  private static void assertConflict(Mono<?> mono) {
    assertThatThrownBy(() -> mono.block(SOON))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Reservation Conflict"));
  }

  @Test
  void hostsRegisterReplaceAndUnregister() {
    ReservationStatus none = ours.report().block(SOON);
    assertThat(none.registeredControllers()).isEmpty();
    assertThat(none.reservationType()).isEmpty();
    ours.register(KEY).block(SOON);
    theirs.register(OTHER_KEY).block(SOON);
    ReservationStatus both = ours.report().block(SOON);
    assertThat(both.extended()).isTrue();
    assertThat(both.numberOfRegistrants()).isEqualTo(2);
    assertThat(both.generation()).isEqualTo(none.generation() + 2);
    RegisteredController first = both.registeredControllers().get(0);
    assertThat(first.reservationKey()).isEqualTo(KEY);
    assertThat(first.hostIdentifier()).isEqualTo("11" + "0".repeat(30));
    assertThat(first.holdsReservation()).isFalse();
    assertThat(both.registeredControllers().get(1).reservationKey()).isEqualTo(OTHER_KEY);

    ours.replace(KEY, 7).block(SOON);
    assertConflict(ours.replace(KEY, 8));
    assertConflict(ours.unregister(KEY));
    ours.ignoreExistingKey().replace(KEY, 8).block(SOON);
    ours.unregister(8).block(SOON);
    assertThat(ours.report().block(SOON).registeredControllers()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void eachTypeIsAcquiredAndReleased(ReservationType type) {
    ours.register(KEY).then(theirs.register(OTHER_KEY)).block(SOON);
    ours.acquire(KEY, type).block(SOON);
    ReservationStatus held = theirs.report().block(SOON);
    assertThat(held.reservationType()).contains(type);
    assertThat(held.registeredControllers().get(0).holdsReservation()).isTrue();
    assertThat(held.registeredControllers().get(1).holdsReservation())
        .isEqualTo(type.name().endsWith("ALL_REGISTRANTS"));
    ours.release(KEY, type).block(SOON);
    assertThat(ours.report().block(SOON).reservationType()).isEmpty();
  }

  @Test
  void othersArePreemptedAndAllIsCleared() {
    ours.register(KEY).then(theirs.register(OTHER_KEY)).block(SOON);
    ours.acquire(KEY, ReservationType.WRITE_EXCLUSIVE).block(SOON);
    assertConflict(theirs.acquire(OTHER_KEY, ReservationType.WRITE_EXCLUSIVE));
    theirs.preempt(OTHER_KEY, KEY, ReservationType.EXCLUSIVE_ACCESS).block(SOON);
    ReservationStatus taken = ours.report().block(SOON);
    assertThat(taken.reservationType()).contains(ReservationType.EXCLUSIVE_ACCESS);
    assertThat(taken.registeredControllers())
        .singleElement()
        .satisfies(c -> assertThat(c.reservationKey()).isEqualTo(OTHER_KEY))
        .satisfies(c -> assertThat(c.holdsReservation()).isTrue());
    ours.register(KEY).block(SOON);
    ours.preemptAndAbort(KEY, OTHER_KEY, ReservationType.WRITE_EXCLUSIVE).block(SOON);
    assertThat(ours.report().block(SOON).registeredControllers()).hasSize(1);
    ours.clear(KEY).block(SOON);
    assertThat(ours.report().block(SOON).numberOfRegistrants()).isZero();
  }

  @Test
  void powerLossIsSaidWithARegistration() {
    ours.persistThroughPowerLoss(true).register(KEY).block(SOON);
    assertThat(ours.report().block(SOON).persistThroughPowerLoss()).isTrue();
    ours.replace(KEY, KEY).block(SOON);
    assertThat(ours.report().block(SOON).persistThroughPowerLoss()).isTrue();
    ours.persistThroughPowerLoss(false).replace(KEY, KEY).block(SOON);
    assertThat(ours.report().block(SOON).persistThroughPowerLoss()).isFalse();
  }

  @Test
  void theReportHasTheFormOfTheHostIdentifier() {
    ours.register(KEY).block(SOON);
    assertThatThrownBy(() -> ours.report(false).block(SOON))
        .isInstanceOf(NvmeStatusException.class);
    ours.unregister(KEY).block(SOON);
    emulated.drives().controller("nvme0").reset();
    hostIdentifier("nvme0", 0x33, 8);
    ours.register(KEY).block(SOON);
    ReservationStatus standard = ours.report().block(SOON);
    assertThat(standard.extended()).isFalse();
    assertThat(standard.registeredControllers())
        .singleElement()
        .satisfies(c -> assertThat(c.reservationKey()).isEqualTo(KEY))
        .satisfies(c -> assertThat(c.hostIdentifier()).isEqualTo("33" + "0".repeat(14)));
  }
}
