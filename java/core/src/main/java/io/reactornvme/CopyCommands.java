package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A copy, taken apart into commands that the namespace's limits allow (MSSRL, MCL and MSRC of
 * Identify Namespace). The commands are made as they are asked for: a copy of a whole drive has
 * thousands.
 */
final class CopyCommands implements Iterator<CopyCommands.Part> {

  /** One command, and how many blocks it copies. */
  record Part(PassthruCommand command, long blocks) {}

  /** NLB of a descriptor is 16 bits and zero-based. */
  private static final int MOST_OF_RANGE = 0x10000;

  private static final int SHORT_DESCRIPTOR = 32;
  private static final int LONG_DESCRIPTOR = 40;

  private final List<CopyRange> ranges;
  private final CopyOptions options;
  private final long destination;
  private final int ownNsid;
  private final boolean crossing;

  private final long mostOfRange;
  private final long mostOfCommand;
  private final int mostRanges;
  private final boolean countingTags;

  /** The range that is next, and what of it is done. */
  private int index;

  private long offset;

  /** Blocks of the commands that were given out. */
  private long done;

  CopyCommands(
      IdentifyNamespace id,
      int ownNsid,
      long destination,
      List<CopyRange> ranges,
      CopyOptions options) {
    this.ranges = ranges;
    this.options = options;
    this.destination = destination;
    this.ownNsid = ownNsid;
    this.crossing = ranges.stream().anyMatch(range -> range.nsid() != 0);
    // A drive without Copy says 0, and is left to refuse it in its own words.
    int length = id.maximumSingleSourceRangeLength();
    this.mostOfRange = length == 0 ? MOST_OF_RANGE : Math.min(length, MOST_OF_RANGE);
    long all = id.maximumCopyLength();
    this.mostOfCommand = all == 0 ? Long.MAX_VALUE : all;
    this.mostRanges = id.maximumSourceRangeCount() + 1;
    int type = id.endToEndDataProtectionTypeSettings().protectionInformationType();
    this.countingTags = type == 1 || type == 2;
  }

  @Override
  public boolean hasNext() {
    return index < ranges.size();
  }

  @Override
  public Part next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<CopyRange> parts = new ArrayList<>();
    long blocks = 0;
    while (hasNext() && parts.size() < mostRanges && blocks < mostOfCommand) {
      CopyRange range = ranges.get(index);
      long count = Math.min(range.blocks() - offset, Math.min(mostOfRange, mostOfCommand - blocks));
      parts.add(range.part(offset, count, countingTags));
      blocks += count;
      offset += count;
      if (offset == range.blocks()) {
        index++;
        offset = 0;
      }
    }
    PassthruCommand command = command(parts);
    done += blocks;
    return new Part(command, blocks);
  }

  private PassthruCommand command(List<CopyRange> parts) {
    int format = (options.isExtended() ? 1 : 0) | (crossing ? 2 : 0);
    int size = options.isExtended() ? LONG_DESCRIPTOR : SHORT_DESCRIPTOR;
    ByteBuffer list = ByteBuffer.allocate(parts.size() * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < parts.size(); i++) {
      describe(parts.get(i), list, i * size);
    }
    long tag = options.referenceTag() + (countingTags ? done : 0);
    PassthruCommand.Builder command =
        PassthruCommand.builder(NvmOpcode.COPY)
            .cdw3(options.isExtended() ? (int) (tag >>> 32) : 0)
            .cdw10And11(destination + done)
            .cdw12(options.flags() | format << 8 | parts.size() - 1)
            .cdw13(options.directiveSpecific() << 16)
            .cdw14((int) tag)
            .cdw15(options.applicationTags())
            .dataOut(list);
    return (options.isForce() ? command.force() : command).build();
  }

  private void describe(CopyRange range, ByteBuffer list, int at) {
    if (crossing) {
      list.putInt(at, range.nsid() == 0 ? ownNsid : range.nsid());
    }
    list.putLong(at + 8, range.lba());
    list.putShort(at + 16, (short) (range.blocks() - 1));
    int tags;
    if (options.isExtended()) {
      // The Expected Logical Block Tags are 80 bits, big-endian; the reference tag is the end of
      // it.
      long tag = range.referenceTag();
      for (int i = 0; i < 6; i++) {
        list.put(at + 35 - i, (byte) (tag >>> (8 * i)));
      }
      tags = 36;
    } else {
      list.putInt(at + 24, (int) range.referenceTag());
      tags = 28;
    }
    list.putShort(at + tags, (short) range.applicationTag());
    list.putShort(at + tags + 2, (short) range.applicationTagMask());
  }
}
