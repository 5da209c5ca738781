/**
 * For those who bring drives of their own, such as an emulator or a recording: what a device must
 * do to take commands the way a real one does, with slots, credits, cancel and deadlines of the
 * library in front of it. Nothing here knows of Reactor.
 */
@NullMarked
package io.reactornvme.spi;

import org.jspecify.annotations.NullMarked;
