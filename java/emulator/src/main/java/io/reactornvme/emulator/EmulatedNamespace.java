package io.reactornvme.emulator;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A namespace: its format, its bytes, and what is wrong with them. Guarded by the worker's lock.
 */
final class EmulatedNamespace {

  static final int UNTIL_POWER_CYCLE = 2;

  private final Subsystem subsystem;
  private final int nsid;
  private final Media data;
  private final Media metadata = new Media.Memory();
  private final boolean shared;
  private final TreeSet<Long> uncorrectable = new TreeSet<>();
  private int formatIndex;
  private boolean extended;
  private @Nullable Protection protection;
  private long bytes;
  private long blocks;

  /** The state of feature 84h. */
  private int writeProtection;

  private List<String> uses = List.of();
  private @Nullable Zones zones;
  private @Nullable LongOperation formatting;
  private final Reservations reservations = new Reservations(this);

  EmulatedNamespace(
      Subsystem subsystem,
      int nsid,
      Media data,
      boolean shared,
      int formatIndex,
      boolean extended,
      @Nullable Protection protection,
      long bytes) {
    this.subsystem = subsystem;
    this.nsid = nsid;
    this.data = data;
    this.shared = shared;
    this.bytes = bytes;
    format(formatIndex, extended, protection);
  }

  static EmulatedNamespace of(Subsystem subsystem, int nsid, NamespaceSpec spec) {
    EmulatedNamespace n =
        new EmulatedNamespace(
            subsystem,
            nsid,
            spec.file == null ? new Media.Memory() : new Media.File(spec.file),
            subsystem.spec().ports > 1,
            spec.format,
            spec.extendedMetadata,
            Protection.of(subsystem.spec().formats.get(spec.format), spec.protection),
            spec.sizeBytes);
    n.uses = List.copyOf(spec.uses);
    if (spec.zoned != null) {
      n.zoned(spec.zoned.withExtension(spec.zoneExtension));
    }
    return n;
  }

  /** Makes it zoned; what does not fill a zone at its end is left out. */
  void zoned(NamespaceSpec.ZonedSpec spec) {
    blocks -= blocks % spec.zoneSize();
    zones = new Zones(this, spec);
  }

  @Nullable Zones zones() {
    return zones;
  }

  Reservations reservations() {
    return reservations;
  }

  /** Sets the format; the data is for the caller to erase. */
  void format(int index, boolean metadataInline, @Nullable Protection protectedBy) {
    formatIndex = index;
    protection = protectedBy;
    extended = metadataInline && format().metadata() > 0;
    blocks = bytes / format().dataSize();
  }

  void formatting(LongOperation operation) {
    formatting = operation;
  }

  void checkNotFormatting() {
    if (formatting != null) {
      throw CommandFailure.of(Status.FORMAT_IN_PROGRESS);
    }
  }

  /** Whether a zone is left with another format. */
  boolean fits(ControllerSpec.Format other) {
    return zones == null || zones.spec().fits(bytes / other.dataSize());
  }

  /** FPI: bit 7, and what remains in percent. */
  int formatProgress() {
    return 0x80 | (formatting == null ? 0 : 100 - formatting.progress(100));
  }

  void formatted(int index, boolean metadataInline, @Nullable Protection protectedBy) {
    formatting = null;
    erase();
    format(index, metadataInline, protectedBy);
    if (zones != null) {
      zoned(zones.spec());
    }
  }

  void erase() {
    data.clear();
    metadata.clear();
    uncorrectable.clear();
    if (zones != null) {
      zones = new Zones(this, zones.spec());
    }
  }

  int nsid() {
    return nsid;
  }

  boolean isShared() {
    return shared;
  }

  int formatIndex() {
    return formatIndex;
  }

  ControllerSpec.Format format() {
    return subsystem.spec().formats.get(formatIndex);
  }

  /** FLBAS: the format's index, and bit 4 if the metadata is at the end of the data. */
  int flbas() {
    return formatIndex | (extended ? 1 << 4 : 0);
  }

  long blocks() {
    return blocks;
  }

  /** What it takes from the drive's capacity. */
  long bytes() {
    return bytes;
  }

  int blockSize() {
    return format().dataSize();
  }

  int metadataSize() {
    return format().metadata();
  }

  @Nullable Protection protection() {
    return protection;
  }

  Protection.Shape shape() {
    return new Protection.Shape(blockSize(), metadataSize());
  }

  boolean hasExtendedBlocks() {
    return extended;
  }

  int csi() {
    return zones == null ? IdentifyPages.NVM : IdentifyPages.ZONED;
  }

  byte[] zonedPage() {
    if (zones == null) {
      throw CommandFailure.field(11, 24);
    }
    return ZonedCommands.identify(zones, subsystem.spec().formats.size());
  }

  boolean isWriteProtected() {
    return writeProtection != 0;
  }

  int writeProtection() {
    return writeProtection;
  }

  /** 1: write-protected; 2: until the power is cycled; 3: for ever. */
  void writeProtect(int state) {
    writeProtection = state;
    if (state != 0) {
      subsystem.directives().writeProtected(nsid);
      if (zones != null) {
        zones.writeProtected();
      }
    }
  }

  /** Power was lost. */
  void powerCycle() {
    reservations.powerCycle();
    if (writeProtection == UNTIL_POWER_CYCLE) {
      writeProtection = 0;
    }
    if (zones != null) {
      zones.powerCycle();
    }
  }

  Subsystem subsystem() {
    return subsystem;
  }

  /** Who uses it, for people. */
  List<String> uses() {
    return uses;
  }

  long eui64() {
    return 0x0200_0000_0000_0000L | Subsystem.mix(subsystem.identity() + nsid) >>> 8;
  }

  long nguidHigh() {
    return Subsystem.mix(~subsystem.identity() + nsid);
  }

  // ---- data ----

  byte[] read(long lba, int count) {
    byte[] bytes = new byte[count * blockSize()];
    data.read(lba * blockSize(), bytes, 0, bytes.length);
    return bytes;
  }

  byte[] readMetadata(long lba, int count) {
    byte[] bytes = new byte[count * metadataSize()];
    metadata.read(lba * metadataSize(), bytes, 0, bytes.length);
    invertProtection(bytes);
    return bytes;
  }

  void write(long lba, byte[] bytes) {
    data.write(lba * blockSize(), bytes, 0, bytes.length);
    heal(lba, bytes.length / blockSize());
  }

  void writeMetadata(long lba, byte[] bytes) {
    byte[] kept = bytes.clone();
    invertProtection(kept);
    metadata.write(lba * metadataSize(), kept, 0, kept.length);
  }

  /**
   * Protection information is kept inverted: where nothing was written, and the media has zeros, it
   * is all ones, which stands for not to be checked.
   */
  private void invertProtection(byte[] bytes) {
    if (protection != null) {
      protection.invert(bytes, metadataSize());
    }
  }

  void zero(long lba, long count) {
    data.zero(lba * blockSize(), count * blockSize());
    if (metadataSize() > 0) {
      metadata.zero(lba * metadataSize(), count * metadataSize());
    }
    heal(lba, count);
  }

  void flush() {
    data.flush();
  }

  void close() {
    data.close();
  }

  void spoil(long lba, int count) {
    for (int i = 0; i < count; i++) {
      uncorrectable.add(lba + i);
    }
  }

  private void heal(long lba, long count) {
    if (!uncorrectable.isEmpty()) {
      uncorrectable.subSet(lba, lba + count).clear();
    }
  }

  /** The first block of a range that cannot be read, or null. */
  @Nullable Long unreadable(long lba, long count) {
    Long first = uncorrectable.ceiling(lba);
    return first != null && first < lba + count ? first : null;
  }
}
