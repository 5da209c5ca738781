package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.CopyOptions;
import io.reactornvme.CopyRange;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.spec.DirectiveType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme copy}. */
@Command(
    name = "copy",
    header = "Has a drive copy blocks within a namespace.",
    description = {
      "%nWhat is more than one command can copy goes in several, in order. A namespace in use is"
          + " refused."
    },
    footer = {"%nExample:", "  rnvme copy /dev/nvme0n1 --sdlba=0x1000 --slbs=0,64 --blocks=7,15"})
final class CopyCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin RangeListOptions list = new RangeListOptions();

  @Option(
      names = {"-d", "--sdlba"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The first block that is written.")
  long destination;

  @Option(
      names = {"-l", "--limited-retry"},
      description = "Do not try hard.")
  boolean limitedRetry;

  @Option(
      names = {"-f", "--force-unit-access"},
      description = "To the medium, not to a cache.")
  boolean forceUnitAccess;

  @Option(
      names = {"-p", "--prinfow"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Protection information when writing, 0 to 15.")
  long protectionWrite;

  @Option(
      names = {"-P", "--prinfor"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Protection information when reading, 0 to 15.")
  long protectionRead;

  @Option(
      names = {"-r", "--ref-tag"},
      paramLabel = "TAG",
      converter = Numbers.U32.class,
      description = "Initial reference tag when writing.")
  long referenceTag;

  @Option(
      names = {"-R", "--expected-ref-tags"},
      split = ",",
      paramLabel = "TAG",
      converter = Numbers.U32.class,
      description = "Reference tag of each range when reading.")
  List<Long> expectedReferenceTags = List.of();

  @Option(
      names = {"-a", "--app-tag"},
      paramLabel = "TAG",
      converter = Numbers.U16.class,
      description = "Application tag when writing.")
  long tag;

  @Option(
      names = {"-A", "--expected-app-tags"},
      split = ",",
      paramLabel = "TAG",
      converter = Numbers.U16.class,
      description = "Application tag of each range when reading.")
  List<Long> expectedTags = List.of();

  @Option(
      names = {"-m", "--app-tag-mask"},
      paramLabel = "MASK",
      converter = Numbers.U16.class,
      description = "Application tag's mask when writing.")
  long tagMask;

  @Option(
      names = {"-M", "--expected-app-tag-masks"},
      split = ",",
      paramLabel = "MASK",
      converter = Numbers.U16.class,
      description = "Mask of each range when reading.")
  List<Long> expectedMasks = List.of();

  @Option(
      names = {"-T", "--dir-type"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Directive type: 0 none, 1 streams, 2 data placement, 15 the vendor's.")
  long directive;

  @Option(
      names = {"-S", "--dir-spec"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "Directive specific.")
  long directiveSpecific;

  @Option(
      names = {"-F", "--format"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "How ranges are described: 0, or 1 for guards of 32 and 64 bits.")
  long format;

  @Option(names = "--force", description = "Also in a namespace in use.")
  boolean force;

  CopyCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  @Override
  void check() {
    if (list.starts.isEmpty() || list.starts.size() != list.blocks.size()) {
      throw wrong("say --slbs and --blocks, as many of the one as of the other");
    }
    if (Math.max(protectionRead, protectionWrite) > 15 || format > 1) {
      throw wrong("--prinfor and --prinfow are 0 to 15, --format 0 or 1");
    }
    directiveType();
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    List<CopyRange> ranges = IntStream.range(0, list.starts.size()).mapToObj(this::range).toList();
    return target
        .copy(destination, ranges, options())
        .thenReturn(String.format("NVMe Copy: success%n"));
  }

  private DirectiveType directiveType() {
    return Arrays.stream(DirectiveType.values())
        .filter(type -> type.value() == directive)
        .findFirst()
        .orElseThrow(() -> wrong("--dir-type is 0, 1, 2 or 15, not " + directive));
  }

  private CopyRange range(int i) {
    return CopyRange.of(list.start(i), list.blocks(i) + 1)
        .expectedReferenceTag(RangeListOptions.element(expectedReferenceTags, i))
        .expectedApplicationTag(
            (int) RangeListOptions.element(expectedTags, i),
            (int) RangeListOptions.element(expectedMasks, i));
  }

  private CopyOptions options() {
    CopyOptions options =
        CopyOptions.defaults()
            .protectionInformationRead((int) protectionRead)
            .protectionInformationWrite((int) protectionWrite)
            .referenceTag(referenceTag)
            .applicationTag((int) tag, (int) tagMask)
            .directive(directiveType(), (int) directiveSpecific);
    options = limitedRetry ? options.limitedRetry() : options;
    options = forceUnitAccess ? options.forceUnitAccess() : options;
    options = format == 1 ? options.extendedProtection() : options;
    return force ? options.force() : options;
  }
}
