package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who this host is to drives, as nvme-cli's lists begin. */
final class HostIdentity {

  private static final Path DIRECTORY = Path.of("/etc/nvme");

  private HostIdentity() {}

  /** {@code HostNQN} and {@code HostID}, if they are set; nvme-cli makes the first up if not. */
  static void write(JsonGenerator json) throws IOException {
    field(json, "HostNQN", "hostnqn");
    field(json, "HostID", "hostid");
  }

  private static void field(JsonGenerator json, String name, String file) throws IOException {
    Path path = DIRECTORY.resolve(file);
    if (Files.isReadable(path)) {
      Json.field(json, name, Files.readString(path).strip());
    }
  }
}
