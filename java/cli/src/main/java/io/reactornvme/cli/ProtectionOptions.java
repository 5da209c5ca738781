package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import picocli.CommandLine.Option;

/** How blocks are reached and checked, of commands that move no data. */
final class ProtectionOptions {

  private static final int STORAGE_TAG_CHECK = 1 << 24;
  private static final int FORCE_UNIT_ACCESS = 1 << 30;
  private static final int LIMITED_RETRY = 1 << 31;

  @Option(
      names = {"-l", "--limited-retry"},
      description = "Do not try hard.")
  boolean limitedRetry;

  @Option(
      names = {"-f", "--force-unit-access"},
      description = "On the medium, not in a cache.")
  boolean forceUnitAccess;

  @Option(
      names = {"-p", "--prinfo"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Protection information: 8 for action, 4, 2 and 1 for checks.")
  long prinfo;

  @Option(
      names = {"-r", "--ref-tag"},
      paramLabel = "TAG",
      converter = Numbers.U32.class,
      description = "Reference tag.")
  long referenceTag;

  @Option(
      names = {"-m", "--app-tag-mask"},
      paramLabel = "MASK",
      converter = Numbers.U16.class,
      description = "Application tag's mask.")
  long tagMask;

  @Option(
      names = {"-a", "--app-tag"},
      paramLabel = "TAG",
      converter = Numbers.U16.class,
      description = "Application tag.")
  long tag;

  @Option(
      names = {"-C", "--storage-tag-check"},
      description = "Check the storage tag.")
  boolean storageTagCheck;

  /** The bits of command dword 12. */
  int dword12() {
    return (storageTagCheck ? STORAGE_TAG_CHECK : 0)
        | ((int) prinfo & 0xf) << 26
        | (forceUnitAccess ? FORCE_UNIT_ACCESS : 0)
        | (limitedRetry ? LIMITED_RETRY : 0);
  }

  PassthruCommand.Builder tags(PassthruCommand.Builder command) {
    return command.cdw14((int) referenceTag).cdw15((int) tag | (int) tagMask << 16);
  }

  boolean isWrong() {
    return prinfo > 0xf;
  }
}
