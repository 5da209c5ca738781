package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.NvmeEvent.AsynchronousEvent;
import io.reactornvme.NvmeEvent.ControllerAdded;
import io.reactornvme.NvmeEvent.ControllerChanged;
import io.reactornvme.NvmeEvent.ControllerRemoved;
import io.reactornvme.NvmeEvent.ControllerRestarted;
import io.reactornvme.NvmeEvent.Missed;
import io.reactornvme.NvmeEvent.NamespaceAdded;
import io.reactornvme.NvmeEvent.NamespaceChanged;
import io.reactornvme.NvmeEvent.NamespaceRemoved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the kernel's messages, in the order in which it sends them, to events. */
class DeviceTrackerTest {

  private static final String PCI = "/devices/pci0000:00/0000:00:04.0/nvme/";
  private static final String HEADS = "/devices/virtual/nvme-subsystem/nvme-subsys0/";

  private final FakeDiscovery drives = new FakeDiscovery();
  private final List<String> events = new ArrayList<>();
  private final DeviceTracker tracker =
      new DeviceTracker(drives, () -> true, true, e -> events.add(say(e)));

  private static String say(NvmeEvent event) {
    if (event instanceof ControllerAdded e) {
      return "+" + e.controller().name();
    } else if (event instanceof ControllerRemoved e) {
      return "-" + e.controller().name();
    } else if (event instanceof ControllerRestarted e) {
      return "restart " + e.controller().name();
    } else if (event instanceof ControllerChanged e) {
      return e.before().state() + " to " + e.controller().state();
    } else if (event instanceof NamespaceAdded e) {
      return "+" + e.controller().name() + ":" + e.namespace().name();
    } else if (event instanceof NamespaceRemoved e) {
      return "-" + e.controller().name() + ":" + e.namespace().name();
    } else if (event instanceof NamespaceChanged e) {
      return e.before().sizeBytes() + " to " + e.namespace().sizeBytes();
    } else if (event instanceof AsynchronousEvent e) {
      return e.controller() + " " + e.event();
    } else if (event instanceof Missed e) {
      return "missed " + e.count();
    }
    throw new AssertionError(event);
  }

  private void hear(String action, String subsystem, String path, String... more) {
    UeventWatch.apply(
        UeventTest.message(action, subsystem, path, more),
        tracker,
        subsystemName -> List.of("nvme0", "nvme1"));
  }

  /** What has been told since. */
  private List<String> told() {
    if (tracker.isUnsettled()) {
      tracker.settle();
    }
    List<String> copy = List.copyOf(events);
    events.clear();
    return copy;
  }

  private static NvmeNamespaceInfo namespace(String name) {
    return FakeDiscovery.namespace(name, true, 1 << 20);
  }

  @Test
  void aDriveIsPluggedAndUnplugged() {
    tracker.start();
    drives.put("nvme0", "new", "");
    hear("add", "nvme", PCI + "nvme0");
    assertThat(told()).isEmpty(); // it takes no commands yet
    drives.put("nvme0", "live");
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=connected");
    assertThat(told()).containsExactly("+nvme0");
    drives.put("nvme0", "live", FakeDiscovery.namespace("nvme0n1", false, 1 << 20));
    hear("add", "block", PCI + "nvme0/nvme0n1");
    assertThat(told()).isEmpty(); // its generic node is not there yet
    drives.put("nvme0", "live", namespace("nvme0n1"));
    hear("add", "nvme-generic", PCI + "nvme0/ng0n1");
    hear("add", "block", PCI + "nvme0/nvme0n1/nvme0n1p1");
    assertThat(told()).containsExactly("+nvme0:nvme0n1");
    drives.put("nvme0", "deleting", FakeDiscovery.namespace("nvme0n1", false, 1 << 20));
    hear("remove", "nvme-generic", PCI + "nvme0/ng0n1");
    drives.remove("nvme0");
    hear("remove", "block", PCI + "nvme0/nvme0n1");
    hear("remove", "nvme", PCI + "nvme0");
    assertThat(told()).containsExactly("-nvme0:nvme0n1", "-nvme0");
    assertThat(told()).isEmpty();
  }

  @Test
  void whatWasThereIsNoEventAndItsEndIs() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    assertThat(told()).isEmpty();
    tracker.changed();
    assertThat(told()).isEmpty();
    drives.remove("nvme0");
    hear("remove", "nvme", PCI + "nvme0");
    assertThat(told()).containsExactly("-nvme0:nvme0n1", "-nvme0");
  }

  @Test
  void messagesFromBeforeTheFirstLookTellNothing() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    hear("add", "nvme", PCI + "nvme0");
    hear("add", "block", PCI + "nvme0/nvme0n1");
    hear("add", "nvme-generic", PCI + "nvme0/ng0n1");
    hear("remove", "nvme", PCI + "nvme1");
    hear("remove", "block", PCI + "nvme1/nvme1n1");
    assertThat(told()).isEmpty();
  }

  @Test
  void aStartIsNoRestartThoughItsNamespacesAreTheFirstToSay() {
    tracker.start();
    drives.put("nvme0", "live", namespace("nvme0n1"));
    hear("add", "nvme", PCI + "nvme0");
    hear("add", "nvme-generic", PCI + "nvme0/ng0n1");
    assertThat(told()).containsExactly("+nvme0", "+nvme0:nvme0n1");
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=connected");
    assertThat(told()).isEmpty();
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=connected");
    assertThat(told()).containsExactly("restart nvme0");
  }

  @Test
  void aResetIsTold() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    drives.put("nvme0", "resetting", namespace("nvme0n1"));
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=rediscover");
    assertThat(told()).containsExactly("live to resetting");
    drives.put("nvme0", "live", namespace("nvme0n1"));
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=connected");
    assertThat(told()).containsExactly("restart nvme0");
  }

  @Test
  void outAndInAgainBeforeOneLooks() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    hear("remove", "nvme", PCI + "nvme0");
    hear("add", "nvme", PCI + "nvme0");
    hear("change", "nvme", PCI + "nvme0", "NVME_EVENT=connected");
    assertThat(told()).containsExactly("-nvme0:nvme0n1", "-nvme0", "+nvme0", "+nvme0:nvme0n1");
    hear("remove", "nvme-generic", PCI + "nvme0/ng0n1");
    hear("add", "nvme-generic", PCI + "nvme0/ng0n1");
    assertThat(told()).containsExactly("-nvme0:nvme0n1", "+nvme0:nvme0n1");
  }

  @Test
  void aHeadIsToldOnceAndStaysWithItsLastPath() {
    drives.put("nvme0", "live");
    drives.put("nvme1", "live");
    tracker.start();
    drives.put("nvme0", "live", namespace("nvme0n1"));
    drives.put("nvme1", "live", namespace("nvme0n1"));
    hear("add", "block", HEADS + "nvme0n1");
    hear("add", "nvme-generic", HEADS + "ng0n1");
    assertThat(told()).containsExactly("+nvme0:nvme0n1");
    drives.remove("nvme0");
    hear("remove", "nvme", PCI + "nvme0");
    assertThat(told()).containsExactly("-nvme0");
    drives.put("nvme1", "live");
    hear("remove", "nvme-generic", HEADS + "ng0n1");
    hear("remove", "block", HEADS + "nvme0n1");
    assertThat(told()).containsExactly("-nvme1:nvme0n1");
  }

  @Test
  void aNamespaceIsResized() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    drives.put("nvme0", "live", FakeDiscovery.namespace("nvme0n1", true, 2 << 20));
    hear("change", "block", PCI + "nvme0/nvme0n1", "RESIZE=1");
    assertThat(told()).containsExactly((1 << 20) + " to " + (2 << 20));
  }

  @Test
  void anAsynchronousEventIsDecoded() {
    drives.put("nvme0", "live");
    tracker.start();
    hear("change", "nvme", PCI + "nvme0", "NVME_AEN=0x020101");
    assertThat(told())
        .containsExactly("nvme0 SMART: temperature threshold, log page 02h (00020101h)");
  }

  @Test
  void udevadmTriggerPlugsNothing() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    tracker.start();
    for (String action : List.of("add", "remove", "change")) {
      hear(action, "nvme", PCI + "nvme0", "SYNTH_UUID=0");
      hear(action, "block", PCI + "nvme0/nvme0n1", "SYNTH_UUID=0");
      hear(action, "nvme-generic", PCI + "nvme0/ng0n1", "SYNTH_UUID=0");
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void othersDevicesAreNotLookedAt() {
    tracker.start();
    hear("add", "block", "/devices/virtual/block/loop0");
    hear("add", "nvme-subsystem", "/devices/virtual/nvme-subsystem/nvme-subsys0");
    hear("add", "nvme", "/devices/virtual/nvme-fabrics/ctl");
    hear("add", "block", PCI + "nvme0/nvme0n1/nvme0n1p1");
    assertThat(tracker.isUnsettled()).isFalse();
  }

  @Test
  void whatWasLostIsMadeGood() {
    drives.put("nvme0", "live", namespace("nvme0n1"));
    drives.put("nvme1", "live", namespace("nvme1n1"));
    drives.put("nvme2", "live", namespace("nvme2n1"));
    tracker.start();
    drives.remove("nvme0");
    drives.put("nvme1", "live", "another", namespace("nvme1n1"));
    drives.put("nvme3", "live");
    tracker.overrun();
    assertThat(told())
        .containsExactly(
            "missed -1",
            "-nvme0:nvme0n1",
            "-nvme0",
            "-nvme1:nvme1n1",
            "-nvme1",
            "+nvme1",
            "+nvme3",
            "+nvme1:nvme1n1");
    // Messages from before the look are still in the socket.
    hear("add", "nvme", PCI + "nvme3");
    assertThat(told()).isEmpty();
    hear("change", "nvme", PCI + "nvme3", "NVME_EVENT=connected"); // its start, or a reset
    assertThat(told()).containsExactly("restart nvme3");
  }

  @Test
  void inTheLayoutOfSysfs(@TempDir Path root) {
    FakeSysfs fake = new FakeSysfs(root);
    Sysfs sysfs = fake.sysfs();
    List<String> seen = new ArrayList<>();
    DeviceTracker host = new DeviceTracker(sysfs, sysfs::hasGenerics, true, e -> seen.add(say(e)));
    host.start();
    Path one = fake.controller(1, 1, 0);
    Path two = fake.controller(2, 1, 1);
    fake.namespace(fake.subsystem(1), "nvme1n1", "ng1n1", 7);
    fake.path(one, "nvme1c1n1", 7);
    fake.path(two, "nvme1c2n1", 7);
    assertThat(sysfs.controllersOf("nvme-subsys1")).containsExactly("nvme1", "nvme2");
    host.changed();
    host.settle();
    assertThat(seen).containsExactly("+nvme1", "+nvme2", "+nvme1:nvme1n1");
    seen.clear();
    // As device_del() does it: the link goes, the message is sent, the directory goes.
    FakeSysfs.deleteTree(fake.subsystem(1).resolve("ng1n1").resolve("subsystem"));
    UeventWatch.apply(
        UeventTest.message("remove", "nvme-generic", HEADS.replace('0', '1') + "ng1n1"),
        host,
        sysfs::controllersOf);
    host.settle();
    assertThat(seen).containsExactly("-nvme1:nvme1n1");
  }
}
