package io.reactornvme;

import static io.reactornvme.FakeSysfs.attribute;
import static io.reactornvme.FakeSysfs.deleteTree;
import static io.reactornvme.FakeSysfs.link;
import static io.reactornvme.FakeSysfs.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery, against fake trees of files. */
class SysfsTest {

  @TempDir Path temp;
  private FakeSysfs fake;
  private Sysfs sysfs;

  @BeforeEach
  void setUp() throws IOException {
    fake = new FakeSysfs(temp.toRealPath());
    sysfs = fake.sysfs();
  }

  private Path dev(String name) {
    return fake.root.resolve("dev").resolve(name);
  }

  // Controllers and their namespaces

  @Test
  void noControllers() {
    assertThat(sysfs.controllers()).isEmpty();
    assertThat(sysfs.controller("nvme0")).isEmpty();
  }

  @Test
  void noSysfsAtAll() {
    assertThat(new Sysfs(fake.root.resolve("nowhere")).controllers()).isEmpty();
  }

  @Test
  void readsAController() {
    Path dir = fake.controller(3, 3, 65535);
    fake.namespace(dir, "nvme3n1", "ng3n1", 1);

    assertThat(sysfs.controllers())
        .containsExactly(
            new NvmeControllerInfo(
                "nvme3",
                dev("nvme3"),
                "QEMU NVMe Ctrl",
                "serial3",
                "10.0.2",
                "pcie",
                "0000:00:07.0",
                "live",
                65535,
                "nqn.2019-08.org.qemu:3",
                List.of(
                    new NvmeNamespaceInfo(
                        "nvme3n1",
                        1,
                        dev("nvme3n1"),
                        dev("ng3n1"),
                        64 << 20,
                        512,
                        NvmeNamespaceInfo.UNKNOWN,
                        false,
                        512 << 10))));
    assertThat(sysfs.controller("nvme3")).contains(sysfs.controllers().get(0));
    assertThat(sysfs.controllers().get(0).isLive()).isTrue();
  }

  @Test
  void ordersByNumber() {
    for (int i : new int[] {10, 0, 2, 1}) {
      Path dir = fake.controller(i);
      fake.namespace(dir, "nvme" + i + "n10", "ng" + i + "n10", 10);
      fake.namespace(dir, "nvme" + i + "n9", "ng" + i + "n9", 9);
    }

    assertThat(sysfs.controllers())
        .extracting(NvmeControllerInfo::name)
        .containsExactly("nvme0", "nvme1", "nvme2", "nvme10");
    assertThat(sysfs.controllers().get(3).namespaces())
        .extracting(NvmeNamespaceInfo::name)
        .containsExactly("nvme10n9", "nvme10n10");
  }

  @Test
  void readsNamespaceAttributesOfNewerKernels() {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 0xFFFFFFFE);
    attribute(disk, "metadata_bytes", "64");
    attribute(disk, "integrity/format", "nop");
    attribute(disk, "queue/logical_block_size", "4096");

    NvmeNamespaceInfo info = sysfs.controllers().get(0).namespaces().get(0);

    assertThat(info.nsid()).isEqualTo(0xFFFFFFFE);
    assertThat(info.metadataBytes()).isEqualTo(64);
    assertThat(info.integrity()).isTrue();
    assertThat(info.logicalBlockSize()).isEqualTo(4096);
    assertThat(info.sizeBytes()).isEqualTo(64 << 20);
  }

  @Test
  void hiddenDiskHasNoBlockNode() {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    attribute(disk, "hidden", "1");

    NvmeNamespaceInfo info = sysfs.controllers().get(0).namespaces().get(0);

    assertThat(info.block()).isNull();
    assertThat(info.generic()).isEqualTo(dev("ng0n1"));
  }

  @Test
  void controllerThatIsNotIdentifiedYet() {
    fake.newController(0);

    NvmeControllerInfo info = sysfs.controllers().get(0);

    assertThat(info.model()).isEmpty();
    assertThat(info.subsystemNqn()).isEmpty();
    assertThat(info.state()).isEqualTo("connecting");
    assertThat(info.isLive()).isFalse();
    assertThat(info.namespaces()).isEmpty();
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    Path dir = fake.controller(0);
    Files.write(dir.resolve("serial"), new byte[] {'a', (byte) 0xff, 'b', '\n'});

    assertThat(sysfs.controllers().get(0).serial()).isEqualTo("a\uFFFDb");
  }

  @Test
  void transportWithoutAddress() throws IOException {
    Files.delete(fake.controller(0).resolve("address"));

    assertThat(sysfs.controllers().get(0).address()).isEmpty();
  }

  // Multipath

  /**
   * One subsystem with controllers 1 and 2, a shared namespace, and a private one of controller 2.
   */
  private void multipath() {
    Path nvme1 = fake.controller(1, 1, 0);
    Path nvme2 = fake.controller(2, 1, 1);
    fake.namespace(fake.subsystem(1), "nvme1n1", "ng1n1", 7);
    fake.path(nvme1, "nvme1c1n1", 7);
    fake.path(nvme2, "nvme1c2n1", 7);
    fake.namespace(nvme2, "nvme1n2", "ng2n2", 8);
  }

  @Test
  void sharedNamespaceIsListedWithEachController() {
    multipath();

    assertThat(sysfs.controllers().get(0).namespaces())
        .extracting(NvmeNamespaceInfo::name)
        .containsExactly("nvme1n1");
    assertThat(sysfs.controllers().get(1).namespaces())
        .extracting(NvmeNamespaceInfo::name, NvmeNamespaceInfo::nsid, NvmeNamespaceInfo::generic)
        .containsExactly(tuple("nvme1n1", 7, dev("ng1n1")), tuple("nvme1n2", 8, dev("ng2n2")));
  }

  @Test
  void headIsNotListedBeforeItIsLive() {
    fake.path(fake.controller(0), "nvme0c0n1", 1);

    assertThat(sysfs.controllers().get(0).namespaces()).isEmpty();
  }

  @Test
  void resolvesAHeadToItsControllersUsableFirst() {
    multipath();
    attribute(fake.root.resolve("sys/class/nvme/nvme1"), "state", "resetting");

    Sysfs.Resolved head = sysfs.resolve("/dev/ng1n1");

    assertThat(head.controllers()).containsExactly("nvme2", "nvme1");
    assertThat(head.multipath()).isTrue();
    assertThat(head.name()).isEqualTo("nvme1n1");
    assertThat(head.nsid()).isEqualTo(7);
    assertThat(head.block()).isEqualTo(dev("nvme1n1"));
  }

  @Test
  void resolvesAPrivateNamespaceWhoseNodesHaveDifferentNumbers() {
    multipath();

    Sysfs.Resolved generic = sysfs.resolve("ng2n2");
    Sysfs.Resolved block = sysfs.resolve("nvme1n2");

    assertThat(generic.name()).isEqualTo("nvme1n2");
    assertThat(generic.block()).isEqualTo(dev("nvme1n2"));
    assertThat(block.generic()).isEqualTo(dev("ng2n2"));
    assertThat(block.controllers()).containsExactly("nvme2");
    assertThat(block.multipath()).isFalse();
  }

  @Test
  void subsystemsHaveTheirControllersAndPaths() {
    multipath();
    attribute(fake.subsystem(1), "subsysnqn", "nqn.2019-08.org.qemu:1");

    List<NvmeSubsystemInfo> subsystems = sysfs.subsystems();

    NvmeSubsystemInfo first = subsystems.get(0);
    assertThat(first.name()).isEqualTo("nvme-subsys1");
    assertThat(first.nqn()).isEqualTo("nqn.2019-08.org.qemu:1");
    assertThat(first.controllers())
        .extracting(NvmeControllerInfo::name)
        .containsExactly("nvme1", "nvme2");
    assertThat(first.paths())
        .extracting(NvmeSubsystemInfo.Path::name, NvmeSubsystemInfo.Path::namespace)
        .containsExactly(tuple("nvme1c1n1", "nvme1n1"), tuple("nvme1c2n1", "nvme1n1"));
  }

  @Test
  void pathsOfAHead() {
    multipath();
    Path nvme1 = fake.root.resolve("sys/class/nvme/nvme1");
    Path nvme2 = fake.root.resolve("sys/class/nvme/nvme2");
    assertThat(sysfs.hasPath("nvme1n1")).isTrue();

    attribute(nvme1, "state", "resetting");
    assertThat(sysfs.hasPath("ng1n1")).isTrue();

    attribute(nvme2.resolve("nvme1c2n1"), "ana_state", "inaccessible");
    assertThat(sysfs.hasPath("ng1n1")).isFalse();

    attribute(nvme2.resolve("nvme1c2n1"), "ana_state", "non-optimized");
    assertThat(sysfs.hasPath("ng1n1")).isTrue();

    attribute(nvme2, "state", "deleting (no IO)");
    assertThat(sysfs.hasPath("ng1n1")).isFalse();

    attribute(nvme2, "state", "deleting");
    assertThat(sysfs.hasPath("ng1n1")).isTrue();
  }

  @Test
  void headThatHasLostItsPaths() {
    multipath();
    deleteTree(fake.root.resolve("sys/class/nvme/nvme1/nvme1c1n1"));
    deleteTree(fake.root.resolve("sys/class/nvme/nvme2/nvme1c2n1"));

    assertThat(sysfs.hasPath("nvme1n1")).isFalse();
    assertThat(sysfs.resolve("nvme1n1").controllers()).isEmpty();
  }

  @Test
  void pathsOfASimpleNamespace() {
    Path dir = fake.controller(0);
    fake.namespace(dir, "nvme0n1", "ng0n1", 1);
    assertThat(sysfs.hasPath("nvme0n1")).isTrue();
    assertThat(sysfs.hasPath("ng0n1")).isTrue();

    attribute(dir, "state", "dead");
    assertThat(sysfs.hasPath("ng0n1")).isFalse();
    assertThat(sysfs.hasPath("ng0n2")).isFalse();
    assertThat(sysfs.hasPath("nvme0")).isFalse();
    assertThat(sysfs.hasPath("../nvme0n1")).isFalse();
  }

  @Test
  void integrityIsAskedOfThePaths() {
    multipath();
    attribute(fake.subsystem(1).resolve("nvme1n1"), "integrity/format", "T10-DIF-TYPE1-CRC");
    assertThat(sysfs.integrity("nvme1n1")).isFalse();

    attribute(fake.subsystem(1).resolve("nvme1/nvme1c1n1"), "integrity/format", "nop");
    assertThat(sysfs.integrity("nvme1n1")).isFalse();

    attribute(fake.subsystem(1).resolve("nvme2/nvme1c2n1"), "integrity/format", "nop");
    assertThat(sysfs.integrity("nvme1n1")).isTrue();
    assertThat(sysfs.integrity("ng1n1")).isTrue();
    assertThat(sysfs.integrity("ng2n2")).isFalse();
  }

  @Test
  void integrityIsReadAnew() throws IOException {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    attribute(disk, "integrity/format", "T10-DIF-TYPE1-CRC");
    assertThat(sysfs.integrity("ng0n1")).isTrue();

    attribute(disk, "integrity/format", "none");
    assertThat(sysfs.integrity("ng0n1")).isFalse();

    // A kernel without CONFIG_BLK_DEV_INTEGRITY.
    deleteTree(disk.resolve("integrity"));
    assertThat(sysfs.integrity("nvme0n1")).isFalse();
    assertThat(sysfs.integrity("nvme9n9")).isFalse();
  }

  @Test
  void transferLimits() {
    multipath();
    attribute(fake.subsystem(1).resolve("nvme1/nvme1c1n1"), "queue/max_hw_sectors_kb", "128");
    attribute(fake.subsystem(1).resolve("nvme2/nvme1n2"), "queue/max_hw_sectors_kb", "256");
    // A stacking limit that no path has lowered yet.
    attribute(fake.subsystem(1).resolve("nvme1n1"), "queue/max_hw_sectors_kb", "2147483647");

    assertThat(sysfs.controllers().get(0).namespaces().get(0).maxTransferBytes())
        .isEqualTo(128 << 10);
    assertThat(sysfs.maxAdminTransferBytes("nvme1")).isEqualTo(128 << 10);
    assertThat(sysfs.maxAdminTransferBytes("nvme2")).isEqualTo(256 << 10);
    assertThat(sysfs.maxAdminTransferBytes("nvme3")).isZero();
    assertThat(sysfs.maxAdminTransferBytes("../nvme/nvme1")).isZero();
  }

  @Test
  void hugeTransferLimitStaysPositive() {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    attribute(disk, "queue/max_hw_sectors_kb", "2147483647");

    assertThat(sysfs.maxAdminTransferBytes("nvme0")).isEqualTo(Integer.MAX_VALUE - 4095);
  }

  // Drives that go away

  @Test
  void skipsWhatIsHalfGone() throws IOException {
    fake.controller(0);
    deleteTree(fake.controller(1));
    Path two = fake.controller(2);
    Files.delete(two.resolve("state"));
    Path three = fake.controller(3);
    Path disk = fake.namespace(three, "nvme3n1", "ng3n1", 1);
    Files.delete(disk.resolve("nsid"));

    assertThat(sysfs.controllers())
        .extracting(NvmeControllerInfo::name)
        .containsExactly("nvme0", "nvme3");
    assertThat(sysfs.controllers().get(1).namespaces()).isEmpty();
    assertThat(sysfs.controller("nvme1")).isEmpty();
    assertThat(sysfs.controller("nvme2")).isEmpty();
  }

  @Test
  void neverFailsWhileDrivesComeAndGo() {
    fake.controller(0);
    CompletableFuture<Void> hotplug =
        CompletableFuture.runAsync(
            () ->
                IntStream.rangeClosed(1, 200)
                    .forEach(
                        i -> {
                          Path dir = fake.controller(i);
                          fake.namespace(dir, "nvme" + i + "n1", "ng" + i + "n1", 1);
                          fake.unplug(dir);
                        }));

    do {
      assertThat(sysfs.controllers())
          .isNotEmpty()
          .allSatisfy(info -> assertThat(info.state()).isIn("connecting", "live"))
          .allSatisfy(info -> assertThat(info.transport()).isEqualTo("pcie"));
    } while (!hotplug.isDone());

    hotplug.join();
    assertThat(sysfs.controllers()).hasSize(1);
  }

  @Test
  void vanishesWhileItIsResolved() {
    Path dir = fake.controller(0);
    Sysfs racing =
        new Sysfs(
            fake.root,
            path -> {
              Sysfs.Node node = fake.stat(path);
              fake.unplug(dir);
              return node;
            });

    assertThatThrownBy(() -> racing.resolve("/dev/nvme0"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("240:0");
  }

  @Test
  void namespaceVanishesWhileItIsResolved() throws IOException {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    Files.delete(disk.resolve("nsid"));

    assertThatThrownBy(() -> sysfs.resolve("/dev/ng0n1"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("is being removed");
  }

  // What users give

  @Test
  void resolvesAController() {
    fake.controller(0);

    for (String given : List.of("nvme0", "/dev/nvme0", dev("nvme0").toString())) {
      Sysfs.Resolved resolved = sysfs.resolve(given);
      assertThat(resolved.kind()).isEqualTo(Sysfs.Kind.CONTROLLER);
      assertThat(resolved.nodeKind()).isEqualTo(Sysfs.NodeKind.CONTROLLER);
      assertThat(resolved.given()).isEqualTo(given);
      assertThat(resolved.name()).isEqualTo("nvme0");
      assertThat(resolved.node()).isEqualTo(dev("nvme0"));
      assertThat(resolved.controllers()).containsExactly("nvme0");
    }
  }

  @Test
  void resolvesTheNodesOfANamespace() {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 5);
    fake.partition(disk, 2);

    for (String given : List.of("ng0n1", "nvme0n1", "/dev/ng0n1", "/dev/nvme0n1", "nvme0n1p2")) {
      Sysfs.Resolved resolved = sysfs.resolve(given);
      assertThat(resolved.kind()).isEqualTo(Sysfs.Kind.NAMESPACE);
      assertThat(resolved.name()).isEqualTo("nvme0n1");
      assertThat(resolved.nsid()).isEqualTo(5);
      assertThat(resolved.generic()).isEqualTo(dev("ng0n1"));
      assertThat(resolved.block()).isEqualTo(dev("nvme0n1"));
      assertThat(resolved.controllers()).containsExactly("nvme0");
    }
    assertThat(sysfs.resolve("nvme0n1p2").nodeKind()).isEqualTo(Sysfs.NodeKind.PARTITION);
    assertThat(sysfs.resolve("nvme0n1p2").node()).isEqualTo(dev("nvme0n1p2"));
    assertThat(sysfs.resolve("nvme0n1").nodeKind()).isEqualTo(Sysfs.NodeKind.BLOCK);
    assertThat(sysfs.resolve("ng0n1").nodeKind()).isEqualTo(Sysfs.NodeKind.GENERIC);
  }

  @Test
  void followsLinks() {
    fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    link(dev("disk/by-id/nvme-QEMU_NVMe_Ctrl_serial0"), dev("nvme0n1"));

    Sysfs.Resolved resolved = sysfs.resolve("/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_serial0");

    assertThat(resolved.name()).isEqualTo("nvme0n1");
    assertThat(resolved.node()).isEqualTo(dev("nvme0n1"));
  }

  @Test
  void takesNodesOfAnyNameByTheirNumber() {
    fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    Path mine = fake.alias("ng0n1", "srv/mine");
    // The name says one thing, the number another.
    fake.alias("nvme0", "srv/nvme7");

    assertThat(sysfs.resolve("/srv/mine").generic()).isEqualTo(mine);
    assertThat(sysfs.resolve("/srv/mine").block()).isEqualTo(dev("nvme0n1"));
    assertThat(sysfs.resolve("/srv/nvme7").name()).isEqualTo("nvme0");
  }

  @Test
  void largeDeviceNumbers() {
    assertThat(new Sysfs.Node(0060600, 0x1_2006_7893_45abL).number()).isEqualTo("74565:6785451");
  }

  // What users give wrongly

  @Test
  void missingDeviceNamesThoseThereAre() {
    IntStream.range(0, 10)
        .forEach(i -> fake.namespace(fake.controller(i), "nvme" + i + "n1", "ng" + i + "n1", 1));

    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme77"))
        .isInstanceOfSatisfying(
            NvmeNoSuchDeviceException.class,
            e -> {
              assertThat(e.device()).isEqualTo("/dev/nvme77");
              assertThat(e.layer()).isEqualTo(NvmeException.Layer.SYSTEM);
              assertThat(e.remedy())
                  .startsWith("NVMe controllers here: /dev/nvme0, /dev/nvme1, ")
                  .endsWith(" /dev/nvme7 and 2 more.");
            });
    assertThatThrownBy(() -> sysfs.resolve("/dev/ng77n1"))
        .hasMessageContaining("NVMe namespaces here: /dev/ng0n1");
    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme77n1"))
        .hasMessageContaining("NVMe namespaces here: /dev/nvme0n1");
  }

  @Test
  void missingDeviceWhereThereAreNone() {
    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme0"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("There are no NVMe controllers")
        .hasMessageContaining("modprobe nvme");
  }

  @Test
  void knownToTheKernelButWithoutANode() throws IOException {
    fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    for (String name : List.of("nvme0", "nvme0n1", "ng0n1")) {
      Files.delete(dev(name));
      assertThatThrownBy(() -> sysfs.resolve(name))
          .isInstanceOf(NvmeNoSuchDeviceException.class)
          .hasMessageContaining("the kernel knows " + name)
          .hasMessageContaining("--device /dev/" + name);
    }
  }

  @Test
  void hiddenPathOfAHead() {
    multipath();

    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme1c2n1"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("/dev/nvme1n1");
  }

  @Test
  void linkThatLeadsNowhere() {
    link(dev("disk/by-id/gone"), dev("nvme5n1"));

    assertThatThrownBy(() -> sysfs.resolve("/dev/disk/by-id/gone"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("leads nowhere (../../nvme5n1)");
  }

  @Test
  void regularFileAndDirectory() {
    touch(fake.root.resolve("tmp/disk.img"));

    assertThatThrownBy(() -> sysfs.resolve("/tmp/disk.img"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("/tmp/disk.img: is a regular file, not an NVMe device");
    assertThatThrownBy(() -> sysfs.resolve("/tmp"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void devicesOfOtherDrivers() {
    fake.controller(0);
    fake.other("null", false, 1, 3);
    fake.other("sda", true, 8, 0);
    fake.other("nvme-fabrics", false, 10, 122);
    // A disk of another driver with an NVMe name, without a namespace identifier.
    fake.other("nvmeof", true, 8, 16);

    assertThatThrownBy(() -> sysfs.resolve("/dev/null"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("is character device 1:3 (null), not an NVMe device")
        .hasMessageContaining("/dev/nvme0");
    assertThatThrownBy(() -> sysfs.resolve("sda"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("block device 8:0 (sda)");
    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme-fabrics"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("only connects to remote controllers");
    assertThatThrownBy(() -> sysfs.resolve("/dev/nvmeof")).isInstanceOf(NvmeNotNvmeException.class);
  }

  @Test
  void deviceMapperOnANamespace() {
    Path disk = fake.namespace(fake.controller(0), "nvme0n1", "ng0n1", 1);
    Path mapper = fake.other("dm-0", true, 253, 0);
    link(mapper.resolve("slaves/nvme0n1"), disk);

    assertThatThrownBy(() -> sysfs.resolve("/dev/dm-0"))
        .isInstanceOf(NvmeNotNvmeException.class)
        .hasMessageContaining("It lies on /dev/nvme0n1: name that.");
  }

  @Test
  void nodeWithoutADevice() {
    Path dir = fake.controller(0);
    Path node = fake.alias("nvme0", "srv/old");
    fake.unplug(dir);

    assertThatThrownBy(() -> sysfs.resolve(node.toString()))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("no device has that number");
  }

  @Test
  void noSysfsToLookInto() {
    fake.controller(0);
    deleteTree(fake.root.resolve("sys"));

    assertThatThrownBy(() -> sysfs.resolve("/dev/nvme0"))
        .isExactlyInstanceOf(NvmeOpenException.class)
        .hasMessageContaining("there is no sysfs");
  }

  @Test
  void directoryThatMayNotBeSearched() {
    fake.controller(0);
    Sysfs refused =
        new Sysfs(
            fake.root,
            path -> {
              throw new AccessDeniedException(path.toString());
            });

    assertThatThrownBy(() -> refused.resolve("/dev/nvme0"))
        .isInstanceOfSatisfying(
            NvmePermissionException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
  }

  @Test
  void whatIsNoPath() {
    for (String given : List.of("", "nvme0\0", "/dev/nvme0/x", "/", "..")) {
      assertThatThrownBy(() -> sysfs.resolve(given)).isInstanceOf(NvmeOpenException.class);
    }
  }
}
