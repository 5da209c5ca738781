package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.spi.NvmeBackend;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The library for the time of one command line, opened as its options say. */
final class Session implements AutoCloseable {

  /** The library's own defaults; more drives at once need more of each. */
  private static final int IOCTL_THREADS = 64;

  private static final int RING_DEPTH = 1007;

  private final Nvme nvme;

  private Session(Nvme nvme) {
    this.nvme = nvme;
  }

  /**
   * Opens it. For a dry run it knows the same drives, and they are only shown what they would get.
   *
   * @param depth how many drives at once
   * @param patience with each command if no option says another; null for ever
   * @param drives others than this host's, or null
   */
  static Session open(
      Console console,
      CallOptions call,
      int depth,
      @Nullable Duration patience,
      @Nullable NvmeBackend drives) {
    if (!call.dryRun) {
      return new Session(library(console, call, depth, patience, drives));
    }
    Nvme host = library(console, call, depth, patience, drives);
    List<NvmeControllerInfo> controllers;
    try {
      controllers = host.discover().collectList().block();
    } finally {
      host.dispose();
    }
    NvmeBackend shown = new DryRun(controllers, console::print);
    return new Session(library(console, call, depth, patience, shown));
  }

  private static Nvme library(
      Console console,
      CallOptions call,
      int depth,
      @Nullable Duration patience,
      @Nullable NvmeBackend drives) {
    Nvme.Builder builder = Nvme.builder().stallThreshold(LibraryOptions.STALL);
    if (drives != null) {
      builder.backend(drives);
    } else {
      builder.backend(call.backend).ioctlThreads(Math.max(IOCTL_THREADS, depth));
    }
    if (depth > RING_DEPTH) {
      builder.depth(depth);
    }
    Duration deadline = call.timeout != null ? call.timeout : patience;
    if (deadline != null) {
      builder.deadline(deadline);
    }
    if (call.trace) {
      builder.commandListener(new Trace(console));
    }
    return builder.build();
  }

  Nvme nvme() {
    return nvme;
  }

  @Override
  public void close() {
    nvme.dispose();
  }
}
