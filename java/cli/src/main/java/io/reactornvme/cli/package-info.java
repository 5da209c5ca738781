/**
 * The program {@code rnvme}. One command is one class, named {@code …Command} and listed in {@link
 * io.reactornvme.cli.Main}; options that several commands have are classes named {@code …Options}.
 */
@NullMarked
package io.reactornvme.cli;

import org.jspecify.annotations.NullMarked;
