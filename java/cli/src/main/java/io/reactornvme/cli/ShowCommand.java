package io.reactornvme.cli;

import picocli.CommandLine.Mixin;

/**
 * A command that shows what drives answered, in one of the formats.
 *
 * @param <T> what one drive answers
 */
abstract class ShowCommand<T> extends DriveCommand<T> {

  @Mixin FormatOptions output = new FormatOptions();

  ShowCommand(Console console) {
    super(console);
  }

  @Override
  final OutputFormat format() {
    return output.format();
  }

  @Override
  final boolean isVerbose() {
    return output.verbose;
  }
}
