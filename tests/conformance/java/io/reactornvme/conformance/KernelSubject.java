package io.reactornvme.conformance;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import java.util.Locale;

/** The lab's drive, through Linux: drives.args says what it is. */
final class KernelSubject implements Subject {

  private final BackendChoice choice;
  private final Nvme nvme;

  KernelSubject(BackendChoice choice) {
    this.choice = choice;
    nvme = Nvme.builder().backend(choice).build();
  }

  @Override
  public String name() {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isQemu() {
    return true;
  }

  @Override
  public int kernel() {
    String[] parts = System.getProperty("os.version").split("[.-]");
    return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
  }

  @Override
  public Opened open() {
    return new Opened(nvme, () -> {});
  }

  @Override
  public void close() {
    nvme.disposeLater().block(Drive.PATIENCE);
  }
}
