package io.reactornvme.cli;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeException;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** {@code rnvme --version}: the version, and what a report of a problem should say. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "rnvme " + number(),
      "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
      System.getProperty("os.name")
          + " "
          + System.getProperty("os.version")
          + " "
          + System.getProperty("os.arch"),
      "native library: " + nativeLibrary(),
      "io_uring: " + uring()
    };
  }

  static String number() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .or(() -> Optional.ofNullable(Version.class.getPackage().getImplementationVersion()))
        .orElse("(unknown version)");
  }

  private static String nativeLibrary() {
    Throwable cause = Nvme.unavailabilityCause();
    return cause == null ? "available" : "not available: " + cause.getMessage();
  }

  private static String uring() {
    try {
      Nvme.builder().backend(BackendChoice.URING).depth(1).build().dispose();
      return "available";
    } catch (NvmeException e) {
      return "not available: " + e.what();
    }
  }
}
