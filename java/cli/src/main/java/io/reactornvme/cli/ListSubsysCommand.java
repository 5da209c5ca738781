package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeSubsystemInfo;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rnvme list-subsys}. */
@Command(
    name = "list-subsys",
    header = "Lists the NVM subsystems with their controllers.",
    description = "%nFrom sysfs alone: no drive is asked, and a hung one is listed like any other.",
    footer = {"%nExamples:", "  rnvme list-subsys", "  rnvme list-subsys /dev/nvme0n1 -o json"})
final class ListSubsysCommand extends HostCommand {

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..1",
      hideParamSyntax = true,
      description = "Only the subsystem of this namespace, with the state of each path to it.")
  String device = "";

  ListSubsysCommand(Console console) {
    super(console);
  }

  @Override
  int run(Nvme nvme) {
    List<NvmeSubsystemInfo> found = nvme.subsystems().filter(this::isWanted).collectList().block();
    if (found.isEmpty() && !device.isEmpty()) {
      console.complain("Invalid device name " + device);
      return ExitStatus.FAILED;
    }
    print(found, this::json, this::text);
    return ExitStatus.OK;
  }

  private String namespaceName() {
    return device.substring(device.lastIndexOf('/') + 1);
  }

  private boolean isWanted(NvmeSubsystemInfo subsystem) {
    return device.isEmpty()
        || subsystem.controllers().stream()
            .flatMap(c -> c.namespaces().stream())
            .anyMatch(n -> n.name().equals(namespaceName()));
  }

  private String text(List<NvmeSubsystemInfo> found) {
    StringBuilder text = new StringBuilder();
    for (NvmeSubsystemInfo subsystem : found) {
      text.append(subsystem.name()).append(" - NQN=").append(subsystem.nqn()).append("\n\\\n");
      for (NvmeControllerInfo c : subsystem.controllers()) {
        String words = String.join(" ", c.name(), c.transport(), c.address(), c.state());
        text.append(" +- ").append(words).append(' ').append(anaState(subsystem, c)).append('\n');
      }
    }
    return text.toString();
  }

  /** Of the path to the namespace given; nvme-cli does not tell it without one. */
  private String anaState(NvmeSubsystemInfo subsystem, NvmeControllerInfo controller) {
    return device.isEmpty()
        ? ""
        : subsystem.paths().stream()
            .filter(p -> p.controller().equals(controller.name()))
            .filter(p -> p.namespace().equals(namespaceName()))
            .map(NvmeSubsystemInfo.Path::anaState)
            .findFirst()
            .orElse("");
  }

  private void json(JsonGenerator json, List<NvmeSubsystemInfo> found) throws IOException {
    json.writeStartArray();
    json.writeStartObject();
    HostIdentity.write(json);
    json.writeArrayFieldStart("Subsystems");
    for (NvmeSubsystemInfo subsystem : found) {
      json.writeStartObject();
      Json.field(json, "Name", subsystem.name());
      Json.field(json, "NQN", subsystem.nqn());
      json.writeArrayFieldStart("Paths");
      for (NvmeControllerInfo c : subsystem.controllers()) {
        json.writeStartObject();
        Json.field(json, "Name", c.name());
        Json.field(json, "Transport", c.transport());
        Json.field(json, "Address", c.address());
        Json.field(json, "State", c.state());
        String state = anaState(subsystem, c);
        if (!state.isEmpty()) {
          Json.field(json, "ANAState", state);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }
}
