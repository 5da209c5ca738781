package io.reactornvme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads {@code librnvme.so}, once.
 *
 * <p>The order: the file named by the system property {@value #PATH_PROPERTY}; the JVM's library
 * path; the jar's own resource, copied into a fresh directory that only this user can enter and
 * deleted as soon as it is loaded.
 */
final class NativeLibrary {

  static final String PATH_PROPERTY = "io.reactornvme.library";

  private static final @Nullable Throwable CAUSE = load();

  private NativeLibrary() {}

  /** Why the library is not there, or null if it is. */
  static @Nullable Throwable unavailabilityCause() {
    return CAUSE;
  }

  static void ensureAvailable() {
    if (CAUSE != null) {
      throw new NvmeUnavailableException(
          null,
          "the native library could not be loaded: " + CAUSE.getMessage(),
          "It needs Linux with glibc on x86-64 or aarch64, and a temporary directory (java.io.tmpdir)"
              + " that is not mounted noexec; or name the file with -D"
              + PATH_PROPERTY
              + "=/path/to/librnvme.so.",
          CAUSE);
    }
  }

  @SuppressWarnings("restricted") // System.load: the module asks for native access, see the README
  private static @Nullable Throwable load() {
    try {
      String explicit = System.getProperty(PATH_PROPERTY);
      if (explicit != null) {
        System.load(Path.of(explicit).toAbsolutePath().toString());
        return null;
      }
      try {
        System.loadLibrary("rnvme");
        return null;
      } catch (UnsatisfiedLinkError e) {
        loadFromJar(e);
        return null;
      }
    } catch (IOException | LinkageError | RuntimeException e) {
      return e;
    }
  }

  @SuppressWarnings("restricted")
  private static void loadFromJar(UnsatisfiedLinkError notInstalled) throws IOException {
    String resource = "native/" + platform() + "/librnvme.so";
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        UnsatisfiedLinkError e =
            new UnsatisfiedLinkError("this jar has no native library for " + platform());
        e.addSuppressed(notInstalled);
        throw e;
      }
      // Fresh and private: nobody else can have put, or can put, another file in its place.
      Path dir =
          Files.createTempDirectory(
              "reactor-nvme-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path file = dir.resolve("librnvme.so");
      try {
        Files.copy(in, file);
        System.load(file.toString());
      } finally {
        // The mapping stays when the name goes.
        Files.deleteIfExists(file);
        Files.deleteIfExists(dir);
      }
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
