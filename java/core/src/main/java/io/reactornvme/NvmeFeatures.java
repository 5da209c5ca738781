package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.Feature;
import reactor.core.publisher.Mono;

/**
 * The features of a controller and its namespaces: Get Features and Set Features (NVM Express Base
 * Specification 2.1, sections 5.1.11 and 5.1.25). {@link Feature} has them, typed and raw.
 *
 * <p>Publishers, threads and errors are as with {@link NvmeController}. Errors of all of them: a
 * feature or value that the drive does not have is an {@link NvmeStatusException}. What the driver
 * owns (queues, autonomous power states, host memory, keep-alive, host behavior) is not set without
 * {@link Setting#force()}: {@link NvmeUnsafeCommandException}; some kernels refuse it even then,
 * with EACCES. Thread-safe.
 */
public final class NvmeFeatures {

  private static final int SELECT_SHIFT = 8;
  private static final int CAPABILITIES = 3;
  private static final int SAVE = 1 << 31;

  private final Device device;

  NvmeFeatures(Device device) {
    this.device = device;
  }

  /** How a feature is set. Immutable; each method returns a copy. */
  public static final class Setting {

    private static final Setting PLAIN = new Setting(false, false);

    private final boolean save;
    private final boolean force;

    private Setting(boolean save, boolean force) {
      this.save = save;
      this.force = force;
    }

    /**
     * Only the current value is set, until the next reset.
     *
     * @return the setting
     */
    public static Setting current() {
      return PLAIN;
    }

    /**
     * The value is also to hold after resets and power cycles: SV, bit 31 of Command Dword 10 (Base
     * Specification 2.1, section 5.1.25).
     *
     * @return a copy
     */
    public Setting save() {
      return new Setting(true, force);
    }

    /**
     * Even if the driver owns the feature; see {@link PassthruCommand.Builder#force()} (Base
     * Specification 2.1, section 5.1.25).
     *
     * @return a copy
     */
    public Setting force() {
      return new Setting(save, true);
    }
  }

  /**
   * Reads the current value of a feature (Base Specification 2.1, section 5.1.11, Get Features, SEL
   * 000b).
   *
   * @param feature which
   * @param <T> its value
   * @return the value; its units are those of its record
   */
  public <T> Mono<T> get(Feature<T> feature) {
    return get(feature, Feature.Select.CURRENT);
  }

  /**
   * Reads a value of a feature (Base Specification 2.1, section 5.1.11, Get Features).
   *
   * @param feature which
   * @param select the current, default or saved value (SEL)
   * @param <T> its value
   * @return the value; its units are those of its record
   */
  public <T> Mono<T> get(Feature<T> feature, Feature.Select select) {
    PassthruCommand command = command(feature, select.value()).dataIn(feature.dataLength()).build();
    return device
        .command(command, CommandForm.ADMIN)
        .map(result -> feature.decode(result.orThrow().dw0(), result.data()));
  }

  /**
   * Asks what can be done with a feature (Base Specification 2.1, section 5.1.11, Get Features, SEL
   * 011b). Only controllers with {@code saveAndSelectFeature} in Identify Controller's ONCS know
   * it.
   *
   * @param feature which
   * @return whether it can be saved, is of a namespace, and can be changed
   */
  public Mono<Feature.Capabilities> capabilities(Feature<?> feature) {
    return device
        .command(command(feature, CAPABILITIES).build(), CommandForm.ADMIN)
        .map(result -> Feature.Capabilities.decode(result.orThrow().dw0()));
  }

  private static PassthruCommand.Builder command(Feature<?> feature, int select) {
    return PassthruCommand.builder(AdminOpcode.GET_FEATURES)
        .nsid(feature.nsid())
        .cdw10(feature.identifier() | select << SELECT_SHIFT)
        .cdw11(feature.dword11());
  }

  /**
   * Sets the current value of a feature, until the next reset (Base Specification 2.1, section
   * 5.1.25, Set Features).
   *
   * @param feature which
   * @param value the value, in the units of its record
   * @param <T> its value
   * @return completes when it is set
   * @throws IllegalArgumentException if the value cannot be set
   */
  public <T> Mono<Void> set(Feature.Settable<T> feature, T value) {
    return set(feature, value, Setting.current());
  }

  /**
   * Sets a value of a feature (Base Specification 2.1, section 5.1.25, Set Features).
   *
   * @param feature which
   * @param value the value, in the units of its record
   * @param how whether it is saved, and whether the driver is overruled
   * @param <T> its value
   * @return completes when it is set
   * @throws IllegalArgumentException if the value cannot be set
   */
  public <T> Mono<Void> set(Feature.Settable<T> feature, T value, Setting how) {
    Feature.Encoded encoded = feature.encode(value);
    PassthruCommand.Builder command =
        PassthruCommand.builder(AdminOpcode.SET_FEATURES)
            .nsid(feature.nsid())
            .cdw10(feature.identifier() | (how.save ? SAVE : 0))
            .cdw11(encoded.dword11())
            .cdw12(encoded.dword12())
            .cdw13(encoded.dword13())
            .cdw15(encoded.dword15())
            .dataOut(encoded.data());
    return device
        .command((how.force ? command.force() : command).build(), CommandForm.ADMIN)
        .doOnNext(PassthruResult::orThrow)
        .then();
  }
}
