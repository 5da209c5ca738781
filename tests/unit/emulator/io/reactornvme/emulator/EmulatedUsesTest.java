package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.spec.AdminOpcode;
import org.junit.jupiter.api.Test;

/** Namespaces that somebody is said to use. */
class EmulatedUsesTest {

  @Test
  void namespacesTellWhoUsesThem() {
    try (EmulatedNvme drives =
        EmulatedNvme.builder()
            .controllers(1)
            .controller(
                c ->
                    c.namespace(n -> {})
                        .namespace(
                            n ->
                                n.usedBy("nvme1n2 is mounted at /srv")
                                    .usedBy("dm-0 is made of nvme1n2")))
            .build()) {
      assertThat(drives.uses("nvme1n2"))
          .containsExactly("nvme1n2 is mounted at /srv", "dm-0 is made of nvme1n2");
      assertThat(drives.uses("nvme1n1")).isEmpty();
      assertThat(drives.uses("nvme0n2")).isEmpty();
      assertThat(drives.uses("nvme1n22")).isEmpty();

      // What is gone is used by nobody.
      Commands second = new Commands(Nvme.builder().backend(drives).build(), "nvme1");
      second.admin(AdminOpcode.NAMESPACE_MANAGEMENT, c -> c.nsid(2).cdw10(1)).orThrow();
      assertThat(drives.uses("nvme1n2")).isEmpty();
      drives.controller("nvme1").remove();
      assertThat(drives.uses("nvme1n1")).isEmpty();
    }
  }
}
