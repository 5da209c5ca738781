package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who uses a namespace, by what /sys and /proc say. */
class DeviceUseTest {

  @TempDir Path root;

  @BeforeEach
  void disk() throws IOException {
    write("sys/class/block/nvme0n1/dev", "259:0\n");
    write("sys/class/block/nvme0n1/nvme0n1p1/dev", "259:1\n");
    write("sys/class/block/nvme0n1/nvme0n1p1/partition", "1\n");
    write("sys/class/block/nvme0n1/queue/nr_requests", "64\n");
    write("sys/class/block/nvme1n1/dev", "259:9\n");
    write("proc/self/mountinfo", "25 1 0:23 / /proc rw - proc proc rw\n");
    write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void nobody() {
    assertThat(new DeviceUse(root).of("nvme0n1")).isEmpty();
    assertThat(new DeviceUse(root).of("nvme7n1")).isEmpty();
  }

  @Test
  void mountedAsAWholeOrInPart() throws IOException {
    write(
        "proc/self/mountinfo",
        """
        30 1 259:0 / /srv rw - ext4 /dev/nvme0n1 rw
        31 1 259:1 / /with\\040blank rw,noatime shared:1 - xfs /dev/nvme0n1p1 rw
        32 1 259:9 / /other rw - ext4 /dev/nvme1n1 rw
        """);
    assertThat(new DeviceUse(root).of("nvme0n1"))
        .containsExactly("nvme0n1 is mounted at /srv", "nvme0n1p1 is mounted at /with blank");
  }

  @Test
  void heldByAnotherDevice() throws IOException {
    write("sys/class/block/nvme0n1/nvme0n1p1/holders/md127/dev", "9:127\n");
    write("sys/class/block/nvme0n1/holders/dm-0/dev", "254:0\n");
    assertThat(new DeviceUse(root).of("nvme0n1"))
        .containsExactly("nvme0n1 is part of dm-0", "nvme0n1p1 is part of md127");
  }

  @Test
  void swap() throws IOException {
    write("proc/swaps", "Filename Type Size Used Priority\n/dev/nvme0n1p1 partition 9 0 -2\n");
    assertThat(new DeviceUse(root).of("nvme0n1")).containsExactly("nvme0n1p1 is swap space");
    assertThat(new DeviceUse(root).of("nvme1n1")).isEmpty();
  }
}
