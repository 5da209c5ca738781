package io.reactornvme.cli;

import io.reactornvme.spec.NvmeStructure;
import picocli.CommandLine.Mixin;

/**
 * A command that shows a structure of a namespace.
 *
 * @param <T> the structure
 */
abstract class NamespacePageCommand<T extends NvmeStructure> extends PageCommand<T> {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  NamespacePageCommand(Console console) {
    super(console);
  }

  @Override
  final boolean isOfNamespaces() {
    return namespace.nsid == null;
  }
}
