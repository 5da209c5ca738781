package io.reactornvme.cli;

import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme ns-descs}. */
@Command(
    name = "ns-descs",
    header = "Shows a namespace's identification descriptors.",
    footer = {"%nExample:", "  rnvme ns-descs /dev/nvme0n1 -o json"})
final class NsDescsCommand extends PageCommand<NamespaceIdentificationDescriptors> {

  /**
   * A descriptor of a type that has a name.
   *
   * @param at where it begins
   */
  private record Named(int at, int type, String name, String digits) {

    int length() {
      return digits.length() / 2;
    }

    String value() {
      return switch (name) {
        case "uuid" -> digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
        case "csi" -> Page.hex(Integer.parseInt(digits.substring(0, 2), 16));
        default -> digits;
      };
    }
  }

  private static final int HEADER = 4;
  private static final String[] NAMES = {"", "eui64", "nguid", "uuid", "csi"};

  private static final Page<Named> DESCRIPTOR =
      Page.<Named>labelled("")
          .json("loc", d -> d.at())
          .json("nidt", d -> d.type())
          .json("nidl", d -> d.length())
          .json("type", d -> d.name())
          .json("eui64", d -> d.name().equals("eui64") ? d.value() : null)
          .json("nguid", d -> d.name().equals("nguid") ? d.value() : null)
          .json("uuid", d -> d.name().equals("uuid") ? d.value() : null)
          .json("csi", d -> d.name().equals("csi") ? d.value() : null)
          .text("", d -> String.format("%-8s: %s", d.name(), d.value()))
          .build();

  private static final Page<NamespaceIdentificationDescriptors> PAGE =
      Page.<NamespaceIdentificationDescriptors>labelled("")
          .title(
              at ->
                  "NVME Namespace Identification Descriptors NS "
                      + Integer.toUnsignedString(at.nsid())
                      + ":")
          .list("ns-descs", NsDescsCommand::named, DESCRIPTOR)
          .build();

  @Mixin NamespaceOption namespace = new NamespaceOption();

  NsDescsCommand(Console console) {
    super(console);
  }

  private static List<Named> named(NamespaceIdentificationDescriptors all) {
    List<Named> named = new ArrayList<>();
    int at = 0;
    for (NamespaceIdentificationDescriptors.Descriptor d : all.descriptors()) {
      if (d.type() > 0 && d.type() < NAMES.length) {
        named.add(new Named(at, d.type(), NAMES[d.type()], d.identifier()));
      }
      at += HEADER + d.identifier().length() / 2;
    }
    return named;
  }

  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  Page<NamespaceIdentificationDescriptors> page() {
    return PAGE;
  }

  @Override
  Mono<NamespaceIdentificationDescriptors> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    return drive.controller().identify().namespaceIdentificationDescriptors(nsid);
  }
}
