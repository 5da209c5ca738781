/**
 * One suite that every backend must pass: what the specification wants of a drive, asked through
 * {@code Nvme} alone. The tables of cases are the classes that end in {@code Cases}; {@link
 * io.reactornvme.conformance.Subject} is what they run against; {@link
 * io.reactornvme.conformance.Differences} and {@link io.reactornvme.conformance.Limits} say where a
 * subject answers otherwise, and why.
 */
@NullMarked
package io.reactornvme.conformance;

import org.jspecify.annotations.NullMarked;
