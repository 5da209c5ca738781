package io.reactornvme.cli;

import io.reactornvme.Errno;
import io.reactornvme.NvmeBusyException;
import io.reactornvme.NvmeClosedException;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNoSuchDeviceException;
import io.reactornvme.NvmeNotNvmeException;
import io.reactornvme.NvmeOpenException;
import io.reactornvme.NvmeOsException;
import io.reactornvme.NvmePermissionException;
import io.reactornvme.NvmeRefusedException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeUnavailableException;
import io.reactornvme.spec.NvmeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One drive's error, in the words that the program shows.
 *
 * @param kind a word of the JSON: {@code deadline}, {@code permission}, {@code os}, {@code status},
 *     {@code open}, {@code closed}, {@code busy}, {@code refused}, {@code unavailable} or {@code
 *     other}. Scripts depend on these
 * @param brief a few words for a table
 * @param layer who said so, in lower case, or null if unknown
 * @param errno the error number's name such as {@code EACCES}, or null
 * @param status the NVMe status such as {@code 0x4002}, or null
 * @param message what happened, without the device
 * @param remedy what to do, or an empty text
 */
record Failure(
    String kind,
    String brief,
    NvmeException.@Nullable Layer layer,
    @Nullable String errno,
    @Nullable String status,
    String message,
    String remedy) {

  private static final String PERMISSION = "permission";

  static Failure of(Throwable error) {
    if (error instanceof NvmeDeadlineException e) {
      return of(e, "deadline", "no answer", null, null);
    } else if (error instanceof NvmePermissionException e) {
      String errno = Errno.name(e.errno());
      return of(e, PERMISSION, errno, errno, null);
    } else if (error instanceof NvmeOsException e) {
      String errno = Errno.name(e.errno());
      boolean denied = e.errno() == Errno.EACCES || e.errno() == Errno.EPERM;
      return of(e, denied ? PERMISSION : "os", errno, errno, null);
    } else if (error instanceof NvmeStatusException e) {
      String status = String.format(Locale.ROOT, "0x%04x", e.status().code());
      return of(e, "status", status, null, status);
    } else if (error instanceof NvmeNoSuchDeviceException e) {
      return of(e, "open", "no such drive", null, null);
    } else if (error instanceof NvmeNotNvmeException e) {
      return of(e, "open", "not NVMe", null, null);
    } else if (error instanceof NvmeOpenException e) {
      return of(e, "open", "cannot open", null, null);
    } else if (error instanceof NvmeClosedException e) {
      return of(e, "closed", "closed", null, null);
    } else if (error instanceof NvmeBusyException e) {
      return of(e, "busy", "busy", null, null);
    } else if (error instanceof NvmeInUseException e) {
      return new Failure("refused", "in use", e.layer(), null, null, e.what(), InUse.REMEDY);
    } else if (error instanceof NvmeRefusedException e) {
      return of(e, "refused", "refused", null, null);
    } else if (error instanceof NvmeUnavailableException e) {
      // "io_uring or nothing" was asked for, and a policy forbids io_uring.
      return e.getCause() instanceof NvmeOsException cause && of(cause).isPermission()
          ? of(e, PERMISSION, "unavailable", of(cause).errno, null)
          : of(e, "unavailable", "unavailable", null, null);
    } else if (error instanceof NvmeException e) {
      return of(e, "other", "error", null, null);
    }
    if (error instanceof InUse.RefusedException e) {
      return new Failure("refused", "refused", null, null, null, said(e), e.remedy());
    } else if (error instanceof IllegalArgumentException
        || error instanceof Drive.NoNamespaceException) {
      return new Failure("refused", "refused", null, null, null, said(error), "");
    } else if (error instanceof IOException || error instanceof UncheckedIOException) {
      return new Failure("file", "file", null, null, null, said(error), "");
    }
    return new Failure("other", "error", null, null, null, String.valueOf(error), "");
  }

  private static Failure of(
      NvmeException e, String kind, String brief, @Nullable String errno, @Nullable String status) {
    return new Failure(kind, brief, e.layer(), errno, status, e.what(), e.remedy());
  }

  private static String said(Throwable error) {
    Throwable cause = error.getCause();
    if (error instanceof UncheckedIOException && cause.toString().equals(error.getMessage())) {
      return said(cause); // it has no words of its own
    }
    return error instanceof FileSystemException e && e.getReason() == null
        ? inWords(e.getClass()) + ": " + e.getFile()
        : String.valueOf(error.getMessage());
  }

  /** Such as {@code no such file}: all that such an exception says is its name. */
  private static String inWords(Class<? extends FileSystemException> type) {
    return Words.ofName(type.getSimpleName().replace("Exception", ""), " ");
  }

  /** What happened, with a drive's status as nvme-cli writes it, for those who look for that. */
  static String inWords(Throwable error) {
    if (error instanceof NvmeStatusException e) {
      NvmeStatus status = e.status();
      String ending = " failed: " + status;
      String command =
          e.what().endsWith(ending)
              ? e.what().substring(0, e.what().length() - ending.length()) + ": "
              : "";
      return String.format(
          Locale.ROOT, "%sNVMe status: %s(0x%x)", command, status.name(), status.code());
    }
    return of(error).message();
  }

  /** Whether it is this program that is wrong. */
  boolean isDefect() {
    return kind.equals("other") && layer == null;
  }

  /** Whether it is the system's access control that said no. */
  boolean isPermission() {
    return kind.equals(PERMISSION);
  }

  /** The layer as a word of the JSON. */
  @Nullable String layerName() {
    return layer == null ? null : layer.name().toLowerCase(Locale.ROOT);
  }
}
