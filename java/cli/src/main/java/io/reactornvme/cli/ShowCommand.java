package io.reactornvme.cli;

import java.util.function.IntSupplier;
import picocli.CommandLine.Mixin;

/**
 * A command that shows what drives answered, in one of the formats.
 *
 * @param <T> what one drive answers
 */
abstract class ShowCommand<T> extends DriveCommand<T> {

  @Mixin FormatOptions output = new FormatOptions();
  @Mixin EveryOptions every = new EveryOptions();

  ShowCommand(Console console) {
    super(console);
  }

  /** Whether what is sent may go again and again without asking: it changes nothing. */
  boolean mayRepeat() {
    return true;
  }

  @Override
  final OutputFormat format() {
    return output.format();
  }

  @Override
  final boolean isVerbose() {
    return output.verbose;
  }

  @Override
  final void checkRepetition() {
    every.check();
    if (every.isGiven() && format() == OutputFormat.BINARY) {
      throw wrong("binary output is of one time: nobody could tell where the next begins");
    }
    if (every.isGiven() && !mayRepeat()) {
      throw wrong("--every is for what only brings data from the drive");
    }
    if (every.isGiven() && call.dryRun) {
      throw wrong("--every and --dry-run exclude each other");
    }
  }

  @Override
  final int repeat(IntSupplier sweep) {
    return every.repeat(console, format() == OutputFormat.NORMAL, sweep);
  }
}
