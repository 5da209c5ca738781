package io.reactornvme.cli;

import io.reactornvme.NvmeController;
import io.reactornvme.NvmeSecurity;
import picocli.CommandLine.Option;

/** Of which protocol a message of {@code security-send} and {@code security-recv} is. */
final class SecurityOptions {

  @Option(
      names = {"-N", "--nssf"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "NVMe security specific field.")
  long field;

  @Option(
      names = {"-p", "--secp"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Security protocol.")
  long protocol;

  @Option(
      names = {"-s", "--spsp"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "What is specific to the protocol.")
  long specific;

  NvmeSecurity of(NvmeController controller, NamespaceOption namespace) {
    NvmeSecurity security = controller.security().securitySpecificField((int) field);
    return namespace.nsid == null ? security : security.namespace(namespace.nsid.intValue());
  }
}
