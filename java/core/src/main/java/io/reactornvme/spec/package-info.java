/**
 * Data structures of the NVM Express specifications, decoded: status values, opcodes, identify data
 * and log pages.
 *
 * <p>Types here are immutable and know nothing of devices, kernels or Reactor. A data structure
 * keeps a private copy of the bytes it was decoded from and reads each field when asked, so
 * decoding is one array copy, and bytes that a later revision of the specification defines are
 * still there in its {@code raw()} view. Unless its documentation says otherwise an accessor
 * returns the field as the drive reports it: reserved values are not refused, and a field that the
 * specification calls 0's based is one less than the count it stands for.
 *
 * <p>Names are those of the NVM Express Base Specification, Revision 2.1 and NVM Command Set
 * Specification, Revision 1.1, spelled out.
 */
@NullMarked
package io.reactornvme.spec;

import org.jspecify.annotations.NullMarked;
