package io.reactornvme;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells about one namespace in sysfs, without a command to the drive.
 *
 * <p>A snapshot: a format, a rescan or an unplugged drive makes it stale. Immutable, safe to share
 * between threads.
 *
 * <p>Sources: the attributes of the block device, from {@code drivers/nvme/host/sysfs.c} ({@code
 * nsid}, {@code metadata_bytes}), {@code block/genhd.c} ({@code size}, {@code hidden}), {@code
 * block/blk-sysfs.c} ({@code queue/}) and {@code block/blk-integrity.c} ({@code integrity/}).
 *
 * @param name the block device's kernel name, such as {@code nvme0n1}. With native multipath
 *     ({@code nvme_core.multipath=Y}) the first number is that of the <em>subsystem</em>, not of a
 *     controller, and the last is a counter of the kernel's, not the NSID
 * @param nsid namespace identifier, 1 to 0xFFFFFFFE, as an unsigned 32-bit number
 * @param block the block node, such as {@code /dev/nvme0n1}; null when the kernel made none, which
 *     it does for command sets that it cannot use as a disk
 * @param generic the generic character node that takes passthrough commands, such as {@code
 *     /dev/ng0n1}; null on kernels before 5.13 and while the namespace is being added or removed.
 *     Its number can differ from that of {@code block} for private namespaces of a subsystem with
 *     several controllers
 * @param sizeBytes capacity in bytes (the kernel counts units of 512 bytes whatever the logical
 *     block size); 0 when the kernel cannot use the current format, for instance extended logical
 *     blocks
 * @param logicalBlockSize bytes of data in one logical block, without metadata; 0 if unknown
 * @param metadataBytes bytes of metadata for each logical block, or {@link #UNKNOWN} on kernels
 *     before 6.8, which do not tell
 * @param integrity whether the driver accepts a metadata pointer in a passthrough command: it does
 *     if an integrity profile is registered for the block device. Without one such a command fails
 *     with EINVAL, and on 6.1 leaks a request
 * @param maxTransferBytes longest transfer in bytes that the driver accepts in one command ({@code
 *     queue/max_hw_sectors_kb}, the drive's MDTS and the driver's own limit); 0 if unknown. A
 *     buffer that lies scattered in memory can be refused below that, since the number of segments
 *     is limited too
 */
public record NvmeNamespaceInfo(
    String name,
    int nsid,
    @Nullable Path block,
    @Nullable Path generic,
    long sizeBytes,
    int logicalBlockSize,
    int metadataBytes,
    boolean integrity,
    int maxTransferBytes) {

  /** Value of {@link #metadataBytes()} when the kernel does not tell. */
  public static final int UNKNOWN = -1;
}
