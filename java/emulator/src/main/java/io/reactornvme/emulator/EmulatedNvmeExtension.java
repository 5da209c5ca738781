package io.reactornvme.emulator;

import io.reactornvme.Nvme;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For JUnit 5: new drives for every test, with a library that has them, both closed at its end.
 *
 * <pre>{@code
 * @RegisterExtension
 * final EmulatedNvmeExtension emulated =
 *     EmulatedNvmeExtension.of(EmulatedNvme.builder().seed(42).controllers(2));
 *
 * @Test
 * void readsSmart(Nvme nvme, EmulatedNvme drives) { ... }
 * }</pre>
 *
 * <p>{@code @ExtendWith(EmulatedNvmeExtension.class)} gives one drive with the defaults; tests of
 * one class must then not run at the same time.
 */
@SuppressWarnings("exports") // JUnit, which only those have who use this class
public final class EmulatedNvmeExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private final Supplier<EmulatedNvme> builder;
  private final UnaryOperator<Nvme.Builder> settings;
  private @Nullable EmulatedNvme drives;
  private @Nullable Nvme nvme;

  /** One drive with the defaults. */
  public EmulatedNvmeExtension() {
    this(EmulatedNvme.builder()::build, b -> b);
  }

  private EmulatedNvmeExtension(
      Supplier<EmulatedNvme> builder, UnaryOperator<Nvme.Builder> settings) {
    this.builder = builder;
    this.settings = settings;
  }

  /**
   * Drives of one's own.
   *
   * @param drives describes them; built anew for each test
   * @return the extension, for {@code @RegisterExtension}
   */
  public static EmulatedNvmeExtension of(EmulatedNvme.Builder drives) {
    return new EmulatedNvmeExtension(drives::build, b -> b);
  }

  /**
   * Settings of the library, such as credits and deadlines.
   *
   * @param with fills them in; the backend is set already
   * @return a copy
   */
  public EmulatedNvmeExtension library(UnaryOperator<Nvme.Builder> with) {
    return new EmulatedNvmeExtension(builder, with);
  }

  /**
   * The drives of the test that is running.
   *
   * @return the drives
   * @throws IllegalStateException outside a test
   */
  public EmulatedNvme drives() {
    if (drives == null) {
      throw new IllegalStateException("no test is running");
    }
    return drives;
  }

  /**
   * The library that has them.
   *
   * @return the library
   * @throws IllegalStateException outside a test
   */
  public Nvme nvme() {
    if (nvme == null) {
      throw new IllegalStateException("no test is running");
    }
    return nvme;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    EmulatedNvme made = builder.get();
    drives = made;
    nvme = settings.apply(Nvme.builder().backend(made)).build();
  }

  /** The drives first: what hangs in them comes back, and the library has nothing to wait for. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (drives != null) {
      drives.close();
      drives = null;
    }
    if (nvme != null) {
      nvme.disposeLater().block();
      nvme = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmulatedNvme.class || type == Nvme.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Nvme.class ? nvme() : drives();
  }
}
