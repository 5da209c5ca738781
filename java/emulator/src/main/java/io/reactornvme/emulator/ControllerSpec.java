package io.reactornvme.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Describes an emulated drive. Not for use by several threads. */
public final class ControllerSpec {

  /** The model number of every emulated drive: nobody is to take one for a real one. */
  static final String MODEL = "EMULATED";

  @Nullable String serial;
  String firmware = "EMU1.0";
  int mdts = 5;
  int ports = 1;
  int maxNamespaces = 32;
  long capacity = 1L << 40;
  int firmwareSlots = 3;
  boolean firmwareSlot1ReadOnly;
  @Nullable Latency latency;
  Duration shortSelfTest = Duration.ofMinutes(2);
  Duration extendedSelfTest = Duration.ofMinutes(30);
  Duration sanitize = Duration.ofMinutes(5);
  Duration format = Duration.ZERO;
  final List<Format> formats = new ArrayList<>();
  final List<NamespaceSpec> namespaces = new ArrayList<>();
  @Nullable Playback playback;
  String nqn = "";
  private boolean noNamespaces;

  /** Flexible Data Placement. */
  record Placement(int groups, int handles, long unitBytes) {}

  @Nullable Placement placement;
  int bootPartitions;
  final Set<Integer> fixedFeatures = new HashSet<>();

  /** An LBA format. */
  record Format(int dataShift, int metadata, boolean guard64) {
    int dataSize() {
      return 1 << dataShift;
    }
  }

  ControllerSpec() {}

  /** Fills in what was left out. */
  ControllerSpec complete() {
    if (formats.isEmpty()) {
      lbaFormat(512, 0).lbaFormat(4096, 0).lbaFormat(512, 8).lbaFormat(4096, 8);
      lbaFormat(4096, 64);
    }
    if (namespaces.isEmpty() && !noNamespaces) {
      namespaces.add(new NamespaceSpec());
    }
    long used = 0;
    int next = 1;
    for (NamespaceSpec n : namespaces) {
      n.nsid = n.nsid == 0 ? next : n.nsid;
      next = n.nsid + 1;
      if (n.format < 0 || n.format >= formats.size()) {
        throw new IllegalArgumentException("there is no LBA format " + n.format);
      }
      checkProtection(n);
      if (n.zoned != null && !n.zoned.fits(n.sizeBytes / formats.get(n.format).dataSize())) {
        throw new IllegalArgumentException("a zoned namespace has 1 to 1048576 zones");
      }
      used += n.sizeBytes;
    }
    if (namespaces.size() > maxNamespaces) {
      throw new IllegalArgumentException("more than " + maxNamespaces + " namespaces");
    }
    capacity = Math.max(capacity, used);
    return this;
  }

  private void checkProtection(NamespaceSpec n) {
    Format format = formats.get(n.format);
    if (n.protection != 0 && format.metadata() < (format.guard64() ? 16 : 8)) {
      throw new IllegalArgumentException("the metadata has no room for protection information");
    }
  }

  /**
   * The serial number.
   *
   * @param ascii 20 characters at most; the default is made from the seed
   * @return this
   */
  public ControllerSpec serial(String ascii) {
    serial = checked(ascii, 20);
    return this;
  }

  /**
   * The firmware revision.
   *
   * @param revision 8 characters at most
   * @return this
   */
  public ControllerSpec firmware(String revision) {
    firmware = checked(revision, 8);
    return this;
  }

  private static String checked(String ascii, int limit) {
    if (ascii.length() > limit || !ascii.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "not " + limit + " printable characters of ASCII at most: " + ascii);
    }
    return ascii;
  }

  /**
   * Maximum Data Transfer Size.
   *
   * @param powerOfTwo in units of 4 KiB: 5, the default, is 128 KiB; 0 means no limit
   * @return this
   * @throws IllegalArgumentException if out of range, 0 to 14
   */
  public ControllerSpec mdts(int powerOfTwo) {
    if (powerOfTwo < 0 || powerOfTwo > 14) {
      throw new IllegalArgumentException("MDTS is 0 to 14 here, not " + powerOfTwo);
    }
    mdts = powerOfTwo;
    return this;
  }

  /**
   * Adds an LBA format. The default are 512, 4096, 512+8, 4096+8 and 4096+64.
   *
   * @param dataSize a power of two from 512 to 65536
   * @param metadataSize bytes with each block
   * @return this
   * @throws IllegalArgumentException if out of range, or the 17th format
   */
  public ControllerSpec lbaFormat(int dataSize, int metadataSize) {
    return lbaFormat(dataSize, metadataSize, false);
  }

  /**
   * Adds an LBA format whose protection information, where a namespace has any, is of the 64b Guard
   * format: 16 bytes of the metadata, with the checksum CRC-64 NVMe.
   *
   * @param dataSize a power of two from 512 to 65536
   * @param metadataSize bytes with each block, 16 or more
   * @return this
   * @throws IllegalArgumentException if one is out of range, or it is the 17th format
   */
  public ControllerSpec lbaFormat64bGuard(int dataSize, int metadataSize) {
    if (metadataSize < 16) {
      throw new IllegalArgumentException("a 64b Guard format has 16 bytes of metadata or more");
    }
    return lbaFormat(dataSize, metadataSize, true);
  }

  private ControllerSpec lbaFormat(int dataSize, int metadataSize, boolean guard64) {
    if (Integer.bitCount(dataSize) != 1 || dataSize < 512 || dataSize > 65536) {
      throw new IllegalArgumentException("no size of a logical block: " + dataSize);
    }
    if (metadataSize < 0 || metadataSize > 0xFFFF || formats.size() == 16) {
      throw new IllegalArgumentException("16 formats, with metadata of 0 to 65535 bytes");
    }
    formats.add(new Format(Integer.numberOfTrailingZeros(dataSize), metadataSize, guard64));
    return this;
  }

  /**
   * Flexible Data Placement, enabled from the start, in the drive's one endurance group. The
   * namespaces' placement handles: {@link NamespaceSpec#placementHandles}.
   *
   * @param groups Number of Reclaim Groups, 1 to 256
   * @param handles Number of Reclaim Unit Handles, 1 to 128
   * @param unitBytes Reclaim Unit Nominal Size, bytes, 65536 or more
   * @return this
   * @throws IllegalArgumentException if a count is out of range, or the unit is less than 65536
   *     bytes
   */
  public ControllerSpec flexibleDataPlacement(int groups, int handles, long unitBytes) {
    if (groups < 1 || groups > 256 || handles < 1 || handles > 128 || unitBytes < 1 << 16) {
      throw new IllegalArgumentException(
          "1 to 256 reclaim groups, 1 to 128 handles, units of 64 KiB at least");
    }
    placement = new Placement(groups, handles, unitBytes);
    return this;
  }

  /**
   * Adds a namespace. Without any, the drive has one of 1 GiB.
   *
   * @param with describes it
   * @return this
   */
  public ControllerSpec namespace(Consumer<NamespaceSpec> with) {
    NamespaceSpec spec = new NamespaceSpec();
    with.accept(spec);
    namespaces.add(spec);
    return this;
  }

  /**
   * No namespace from the start.
   *
   * @return this
   */
  public ControllerSpec noNamespaces() {
    noNamespaces = true;
    return this;
  }

  /**
   * How many controllers lead to the drive's namespaces, each a device of its own: the drive is a
   * subsystem with several ports, and the host has native multipathing off.
   *
   * @param controllers 1 to 16
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public ControllerSpec ports(int controllers) {
    if (controllers < 1 || controllers > 16) {
      throw new IllegalArgumentException("1 to 16 ports, not " + controllers);
    }
    ports = controllers;
    return this;
  }

  /**
   * The capacity that namespaces can be created from.
   *
   * @param bytes the default is 1 TiB; at least what the namespaces have
   * @return this
   */
  public ControllerSpec capacity(long bytes) {
    capacity = bytes;
    return this;
  }

  /**
   * How many namespaces there can be.
   *
   * @param count NN, 1 to 1024
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public ControllerSpec maxNamespaces(int count) {
    if (count < 1 || count > 1024) {
      throw new IllegalArgumentException("1 to 1024 namespaces, not " + count);
    }
    maxNamespaces = count;
    return this;
  }

  /**
   * The firmware slots.
   *
   * @param slots 1 to 7
   * @param firstReadOnly whether slot 1 cannot be written
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public ControllerSpec firmwareSlots(int slots, boolean firstReadOnly) {
    if (slots < 1 || slots > 7) {
      throw new IllegalArgumentException("1 to 7 slots, not " + slots);
    }
    firmwareSlots = slots;
    firmwareSlot1ReadOnly = firstReadOnly;
    return this;
  }

  /**
   * Two boot partitions, which are empty at first.
   *
   * @param units the size of each in units of 128 KiB, 1 to 64
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public ControllerSpec bootPartitions(int units) {
    if (units < 1 || units > 64) {
      throw new IllegalArgumentException("boot partitions of 1 to 64 units, not " + units);
    }
    bootPartitions = units;
    return this;
  }

  /**
   * A feature that the drive has, and does not let anybody change.
   *
   * @param identifier one whose value is a dword, such as 0Ah, Write Atomicity Normal
   * @return this
   */
  public ControllerSpec unchangeableFeature(int identifier) {
    fixedFeatures.add(identifier);
    return this;
  }

  /**
   * How long this drive's commands take, instead of {@link EmulatedNvme.Builder#latency}.
   *
   * @param distribution the distribution
   * @return this
   */
  public ControllerSpec latency(Latency distribution) {
    latency = distribution;
    return this;
  }

  /**
   * How long self-tests take, in virtual time.
   *
   * @param shortTest the short one
   * @param extendedTest the extended one
   * @return this
   */
  public ControllerSpec selfTestTime(Duration shortTest, Duration extendedTest) {
    shortSelfTest = shortTest;
    extendedSelfTest = extendedTest;
    return this;
  }

  /**
   * How long a sanitize operation takes, in virtual time.
   *
   * @param time zero or more
   * @return this
   */
  public ControllerSpec sanitizeTime(Duration time) {
    sanitize = time;
    return this;
  }

  /**
   * How long Format NVM takes, in virtual time; the command completes at its end.
   *
   * @param time zero or more; the default is zero
   * @return this
   */
  public ControllerSpec formatTime(Duration time) {
    format = time;
    return this;
  }
}
