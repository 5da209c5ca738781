package io.reactornvme.cli;

import io.reactornvme.NvmeBusyException;
import io.reactornvme.NvmeClosedException;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeException.Layer;
import io.reactornvme.NvmeNoSuchDeviceException;
import io.reactornvme.NvmeOpenException;
import io.reactornvme.NvmeOsException;
import io.reactornvme.NvmeOsException.Operation;
import io.reactornvme.NvmePermissionException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeUnavailableException;
import io.reactornvme.spec.NvmeStatus;
import java.lang.reflect.Constructor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Errors as the library signals them. It alone makes them, so the tests use its constructors. */
final class Failures {

  private Failures() {}

  static NvmeException deadline(String device) {
    return make(NvmeDeadlineException.class, device, "Get Log Page", Duration.ofSeconds(10), true);
  }

  static NvmeException os(String device, int errno) {
    return make(NvmeOsException.class, errno, Layer.DRIVER, Operation.ADMIN_COMMAND, device);
  }

  static NvmeException status(String device, int status) {
    return make(NvmeStatusException.class, device, "Get Log Page", NvmeStatus.of(status));
  }

  static NvmeException mayNotOpen(String device, int errno) {
    return make(NvmePermissionException.class, device, errno, "the node may not be opened", null);
  }

  static NvmeException noSuchDevice(String device) {
    return make(NvmeNoSuchDeviceException.class, device, "no such device", "Discover again.", null);
  }

  static NvmeException cannotOpen(String device) {
    return make(NvmeOpenException.class, device, "open failed: EIO", "See open(2).", null);
  }

  static NvmeException closed(String device) {
    return make(NvmeClosedException.class, device, "the controller handle is disposed");
  }

  static NvmeException busy(String device) {
    return make(NvmeBusyException.class, device, 4096);
  }

  static NvmeException noUring(int errno) {
    return make(
        NvmeUnavailableException.class,
        null,
        "setting up io_uring failed",
        "Choose another backend.",
        make(NvmeOsException.class, errno, Layer.IO_URING, Operation.RING_SETUP, null));
  }

  private static NvmeException make(
      Class<? extends NvmeException> type, @Nullable Object... arguments) {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == arguments.length) {
        try {
          constructor.setAccessible(true);
          return type.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(type + " has no constructor of " + arguments.length + " parameters");
  }
}
