/**
 * NVMe passthrough on the JVM: every command a cold {@link reactor.core.publisher.Mono}.
 *
 * <p>Start at {@link io.reactornvme.Nvme}. The structures of the NVMe specification are in {@link
 * io.reactornvme.spec}.
 */
@NullMarked
package io.reactornvme;

import org.jspecify.annotations.NullMarked;
