package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that this library throws or signals by itself.
 *
 * <p>Each exception answers three questions apart from each other: what happened ({@link #what()}),
 * which layer said so ({@link #layer()}), and what to do about it ({@link #remedy()}). {@link
 * #getMessage()} puts them together as {@code device: what [reported by: layer]. Remedy}.
 *
 * <p>Immutable, safe to share between threads.
 */
public abstract class NvmeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * The layer that refused, failed or gave up; the same error number means another thing in each.
   */
  public enum Layer {
    /**
     * This library, without the kernel: a preflight check, a deadline, a limit, a closed handle.
     */
    LIBRARY("this library"),
    /** The io_uring of the kernel: ring set-up and entries that never reached the NVMe driver. */
    IO_URING("io_uring"),
    /** The kernel's NVMe driver: the command did not reach the drive, or its answer was lost. */
    DRIVER("the kernel's NVMe driver"),
    /** The drive: a controller's completion with a status other than success. */
    CONTROLLER("the drive's controller"),
    /** The rest of the operating system: files, device nodes, permissions, sysfs. */
    SYSTEM("the operating system");

    private final String words;

    Layer(String words) {
      this.words = words;
    }

    /**
     * The layer in words, as in the messages.
     *
     * @return for example {@code the kernel's NVMe driver}
     */
    public String words() {
      return words;
    }
  }

  /** Which layer; not null. */
  private final Layer layer;

  /** The device, or null if no single one is concerned. */
  private final @Nullable String device;

  /** What happened. */
  private final String what;

  /** What to do. */
  private final String remedy;

  /**
   * Composes the message.
   *
   * @param layer the layer that refused or failed
   * @param device path or name of the device, or null if no single device is concerned
   * @param what what happened: a clause that follows {@code device: }, without a full stop
   * @param remedy what to do: one or more sentences
   * @param cause the cause, or null
   */
  NvmeException(
      Layer layer, @Nullable String device, String what, String remedy, @Nullable Throwable cause) {
    super(message(layer, device, what, remedy), cause);
    this.layer = layer;
    this.device = device;
    this.what = what;
    this.remedy = remedy;
  }

  private static String message(Layer layer, @Nullable String device, String what, String remedy) {
    String subject = device == null ? "" : device + ": ";
    return subject + what + " [reported by: " + layer.words() + "]. " + remedy;
  }

  /**
   * Which layer refused or failed.
   *
   * @return the layer
   */
  public final Layer layer() {
    return layer;
  }

  /**
   * The device concerned.
   *
   * @return path or name as the caller gave it, or null if no single device is concerned
   */
  public final @Nullable String device() {
    return device;
  }

  /**
   * What happened, without device, layer and remedy.
   *
   * @return a clause without a full stop
   */
  public final String what() {
    return what;
  }

  /**
   * What to do about it.
   *
   * @return one or more sentences
   */
  public final String remedy() {
    return remedy;
  }
}
