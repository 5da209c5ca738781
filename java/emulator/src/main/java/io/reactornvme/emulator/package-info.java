/**
 * NVMe controllers without drives, in the JVM, on any operating system: {@link
 * io.reactornvme.emulator.EmulatedNvme} is a backend for {@code Nvme.builder().backend(...)} that
 * answers as the NVMe specifications say, and fails as scripted.
 *
 * <p>How it is laid out: {@code EmulatedDevice} takes commands, {@code Faults} says what becomes of
 * them, {@code Worker} executes them when their time has come, on its one thread; {@code
 * AdminCommands} and {@code NvmCommands} lead to one class for each concern. All state is guarded
 * by the worker's lock.
 */
@NullMarked
package io.reactornvme.emulator;

import org.jspecify.annotations.NullMarked;
