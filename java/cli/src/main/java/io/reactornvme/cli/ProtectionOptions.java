package io.reactornvme.cli;

import io.reactornvme.NvmeIdentify;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import io.reactornvme.spec.ProtectionInformation;
import io.reactornvme.spec.ProtectionInformation.Guard;
import java.util.Optional;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** How blocks are reached and checked. */
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
      converter = Numbers.U64.class,
      description = "Reference tag; of more than 32 bits with 64-bit guards alone.")
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
      names = "--storage-tag",
      paramLabel = "TAG",
      converter = Numbers.U64.class,
      description = "Storage tag, where the namespace's format has some.")
  long storageTag;

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

  boolean isWrong() {
    return prinfo > 0xf;
  }

  /**
   * The command with its tags. Where they lie is the format's to say, which the drive is asked for
   * if it matters.
   */
  Mono<PassthruCommand> tagged(Drive drive, NvmeNamespace target, PassthruCommand.Builder command) {
    command.cdw15((int) tag | (int) tagMask << 16);
    if (storageTag == 0 && referenceTag >>> 32 == 0) {
      return Mono.just(command.cdw14((int) referenceTag).build());
    }
    NvmeIdentify identify = drive.controller().identify();
    return identify
        .namespace(target.nsid())
        .zipWhen(id -> extension(identify, target.nsid(), id), ProtectionInformation::of)
        .map(format -> tagged(command, format).build());
  }

  /** Of a drive that does not know the question the formats have none. */
  private static Mono<ExtendedLbaFormat> extension(
      NvmeIdentify identify, int nsid, IdentifyNamespace id) {
    return identify
        .nvmCommandSetNamespace(nsid)
        .map(nvm -> nvm.extendedLbaFormat(id.formattedLbaFormatIndex()))
        .onErrorReturn(NvmeStatusException.class, new ExtendedLbaFormat(0));
  }

  PassthruCommand.Builder tagged(
      PassthruCommand.Builder command, Optional<ProtectionInformation> format) {
    int storage = format.map(ProtectionInformation::storageTagSize).orElse(0);
    int space = format.filter(f -> f.guard() == Guard.CRC64).map(f -> 48).orElse(32);
    if (storageTag >>> storage != 0) {
      throw new IllegalArgumentException(
          "--storage-tag has more than the " + storage + " bits of the namespace's format");
    }
    if (referenceTag >>> (space - storage) != 0) {
      throw new IllegalArgumentException(
          "--ref-tag has more than the " + (space - storage) + " bits of the namespace's format");
    }
    long tags = (storageTag << (space - storage)) | referenceTag;
    return command.cdw3((int) (tags >>> 32)).cdw14((int) tags);
  }
}
