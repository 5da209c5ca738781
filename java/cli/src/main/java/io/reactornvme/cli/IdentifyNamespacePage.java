package io.reactornvme.cli;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Identify Namespace data structure as nvme-cli shows it. */
final class IdentifyNamespacePage {

  /** A format, and whether it is the namespace's own. */
  private record Format(LbaFormat format, boolean inUse) {}

  private static final Page<Format> FORMAT =
      Page.<Format>labelled("")
          .json("ms", f -> f.format().metadataSize())
          .json("ds", f -> f.format().lbaDataSize())
          .json("rp", f -> f.format().relativePerformance())
          .text("", IdentifyNamespacePage::line)
          .build();

  static final Page<IdentifyNamespace> PAGE =
      Page.<IdentifyNamespace>labelled("%-8s: ")
          .title(at -> "NVME Identify Namespace " + Integer.toUnsignedString(at.nsid()) + ":")
          .field("nsze", "nsze    : ", id -> Sizes.unsigned(id.namespaceSize()), Page::hex)
          .field("ncap", "ncap    : ", id -> Sizes.unsigned(id.namespaceCapacity()), Page::hex)
          .field("nuse", "nuse    : ", id -> Sizes.unsigned(id.namespaceUtilization()), Page::hex)
          .hex("nsfeat", id -> id.namespaceFeatures().value())
          .field("nlbaf", id -> id.numberOfLbaFormats())
          .hex("flbas", id -> id.formattedLbaSize())
          .hex("mc", id -> id.metadataCapabilities().value())
          .hex("dpc", id -> id.endToEndDataProtectionCapabilities().value())
          .hex("dps", id -> id.endToEndDataProtectionTypeSettings().value())
          .hex("nmic", id -> id.multiPathIoAndNamespaceSharingCapabilities().value())
          .hex("rescap", id -> id.reservationCapabilities().value())
          .hex("fpi", id -> id.formatProgressIndicator().value())
          .field("dlfeat", id -> id.deallocateLogicalBlockFeatures().value())
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
          .list("lbafs", IdentifyNamespacePage::formats, FORMAT)
          .build();

  private IdentifyNamespacePage() {}

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
}
