package io.reactornvme.cli;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Identify Namespace data structure as nvme-cli shows it. */
final class IdentifyNamespacePage {

  private static final String[] PERFORMANCE = {"Best", "Better", "Good", "Degraded"};

  /** A format, and whether it is the namespace's own. */
  private record Format(LbaFormat format, boolean inUse) {}

  static final Page<IdentifyNamespace> PAGE = page(false);

  /** With the bits explained, for {@code -H}. */
  static final Page<IdentifyNamespace> DETAILED = page(true);

  private IdentifyNamespacePage() {}

  private static Page<Format> format(boolean detailed) {
    return Page.<Format>labelled("")
        .json("ms", f -> f.format().metadataSize())
        .json("ds", f -> f.format().lbaDataSize())
        .json("rp", f -> f.format().relativePerformance())
        .text("", f -> detailed ? words(f) : line(f))
        .build();
  }

  private static Page<IdentifyNamespace> page(boolean detailed) {
    return Page.<IdentifyNamespace>labelled("%-8s: ", detailed)
        .title(at -> "NVME Identify Namespace " + Integer.toUnsignedString(at.nsid()) + ":")
        .field("nsze", "nsze    : ", id -> Sizes.unsigned(id.namespaceSize()), Page::hex)
        .field("ncap", "ncap    : ", id -> Sizes.unsigned(id.namespaceCapacity()), Page::hex)
        .field("nuse", "nuse    : ", id -> Sizes.unsigned(id.namespaceUtilization()), Page::hex)
        .hex("nsfeat", id -> id.namespaceFeatures().value())
        .explained(IdentifyNamespaceBits.NSFEAT)
        .field("nlbaf", id -> id.numberOfLbaFormats())
        .hex("flbas", id -> id.formattedLbaSize())
        .explained(IdentifyNamespaceBits.FLBAS)
        .hex("mc", id -> id.metadataCapabilities().value())
        .explained(IdentifyNamespaceBits.MC)
        .hex("dpc", id -> id.endToEndDataProtectionCapabilities().value())
        .explained(IdentifyNamespaceBits.DPC)
        .hex("dps", id -> id.endToEndDataProtectionTypeSettings().value())
        .explained(IdentifyNamespaceBits.DPS)
        .hex("nmic", id -> id.multiPathIoAndNamespaceSharingCapabilities().value())
        .explained(IdentifyNamespaceBits.NMIC)
        .hex("rescap", id -> id.reservationCapabilities().value())
        .explained(IdentifyNamespaceBits.RESCAP)
        .hex("fpi", id -> id.formatProgressIndicator().value())
        .explained(IdentifyNamespaceBits::fpi)
        .field("dlfeat", id -> id.deallocateLogicalBlockFeatures().value())
        .explained(IdentifyNamespaceBits.DLFEAT)
        .field("nawun", id -> id.namespaceAtomicWriteUnitNormal())
        .field("nawupf", id -> id.namespaceAtomicWriteUnitPowerFail())
        .field("nacwu", id -> id.namespaceAtomicCompareAndWriteUnit())
        .field("nabsn", id -> id.namespaceAtomicBoundarySizeNormal())
        .field("nabo", id -> id.namespaceAtomicBoundaryOffset())
        .field("nabspf", id -> id.namespaceAtomicBoundarySizePowerFail())
        .field("noiob", id -> id.namespaceOptimalIoBoundary())
        .field("nvmcap", id -> id.nvmCapacity())
        .json("nsattr", id -> id.namespaceAttributes().value())
        .json("nvmsetid", id -> id.nvmSetIdentifier())
        .field("npwg", ifOptimal(id -> id.namespacePreferredWriteGranularity()))
        .field("npwa", ifOptimal(id -> id.namespacePreferredWriteAlignment()))
        .field("npdg", ifOptimal(id -> id.namespacePreferredDeallocateGranularity()))
        .field("npda", ifOptimal(id -> id.namespacePreferredDeallocateAlignment()))
        .field("nows", ifOptimal(id -> id.namespaceOptimalWriteSize()))
        .field("mssrl", id -> id.maximumSingleSourceRangeLength())
        .field("mcl", id -> id.maximumCopyLength())
        .field("msrc", id -> id.maximumSourceRangeCount())
        .field("nulbaf", id -> id.numberOfUniqueAttributeLbaFormats())
        .field("anagrpid", id -> id.anaGroupIdentifier())
        .text("nsattr\t: ", id -> id.namespaceAttributes().value())
        .text("nvmsetid: ", id -> id.nvmSetIdentifier())
        .field("endgid", id -> id.enduranceGroupIdentifier())
        .text("nguid   : ", id -> id.namespaceGloballyUniqueIdentifier())
        .field("eui64", id -> id.ieeeExtendedUniqueIdentifier())
        .json("nguid", id -> id.namespaceGloballyUniqueIdentifier())
        .list("lbafs", IdentifyNamespacePage::formats, format(detailed))
        .build();
  }

  /** Bit 4 of NSFEAT says whether the fields for optimal I/O mean anything. */
  private static Function<IdentifyNamespace, @Nullable Object> ifOptimal(
      Function<IdentifyNamespace, Object> field) {
    return id -> (id.namespaceFeatures().value() & 0x10) != 0 ? field.apply(id) : null;
  }

  private static List<Format> formats(IdentifyNamespace id) {
    return id.lbaFormats().stream()
        .map(format -> new Format(format, format.index() == id.formattedLbaFormatIndex()))
        .toList();
  }

  private static String line(Format f) {
    return String.format(
        Locale.ROOT,
        "lbaf %2d : ms:%-3d lbads:%-2d rp:%s %s",
        f.format().index(),
        f.format().metadataSize(),
        f.format().lbaDataSize(),
        Page.hex(f.format().relativePerformance()),
        f.inUse() ? "(in use)" : "");
  }

  private static String words(Format f) {
    return String.format(
        Locale.ROOT,
        "LBA Format %2d : Metadata Size: %-3d bytes - Data Size: %-2d bytes"
            + " - Relative Performance: %s %s %s",
        f.format().index(),
        f.format().metadataSize(),
        1 << f.format().lbaDataSize(),
        Page.hex(f.format().relativePerformance()),
        PERFORMANCE[f.format().relativePerformance()],
        f.inUse() ? "(in use)" : "");
  }
}
