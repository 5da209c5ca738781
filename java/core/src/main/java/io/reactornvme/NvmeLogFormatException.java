package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The drive's log page is not what was asked for: its GUID is another, or the length it claims is
 * beyond belief.
 */
public final class NvmeLogFormatException extends NvmeException {

  private static final long serialVersionUID = 1L;

  NvmeLogFormatException(@Nullable String device, String what, String remedy) {
    super(Layer.CONTROLLER, device, what, remedy, null);
  }
}
