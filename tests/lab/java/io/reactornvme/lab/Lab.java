package io.reactornvme.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The guest as the tests see it: drives by serial number, other people's programs, QEMU's monitor.
 *
 * <p>What it says of drives comes from sysfs and from those programs, not from the library.
 */
final class Lab {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SYS = Path.of("/sys/class/nvme");

  private Lab() {}

  /** What a program said. */
  record Output(int status, byte[] out, String err) {
    String text() {
      return new String(out).trim();
    }
  }

  /** Run to its end; the status is the caller's to judge. */
  static Output run(String... command) {
    try {
      Path err = Files.createTempFile("lab", ".err");
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      process.getInputStream().transferTo(out);
      int status = process.waitFor();
      String errText = Files.readString(err);
      Files.delete(err);
      return new Output(status, out.toByteArray(), errText);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Run to its end and be content with nothing but success. */
  static byte[] must(String... command) {
    Output output = run(command);
    if (output.status() != 0) {
      throw new IllegalStateException(
          List.of(command) + " gave " + output.status() + ": " + output.err() + output.text());
    }
    return output.out();
  }

  /** Debian's nvme-cli, with binary output. */
  static byte[] nvmeCli(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "nvme";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return must(command);
  }

  /** What Debian's nvme-cli says in JSON; its integers as they are, also those of 128 bits. */
  static JsonNode nvmeJson(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-o";
    all[arguments.length + 1] = "json";
    try {
      return JSON.readTree(nvmeCli(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The controllers there are, by serial number. */
  static Map<String, String> controllers() {
    try (var dirs = Files.list(SYS)) {
      return dirs.map(d -> d.getFileName().toString())
          .filter(name -> serial(name).isPresent())
          .collect(
              Collectors.toMap(
                  name -> serial(name).orElseThrow(),
                  Function.identity(),
                  // Controllers of one subsystem share it: the first of them.
                  (a, b) -> a.compareTo(b) < 0 ? a : b));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> serial(String controller) {
    try {
      return Optional.of(Files.readString(SYS.resolve(controller).resolve("serial")).trim());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The path of the controller with this serial number, for example {@code /dev/nvme3}. */
  static String controller(String serial) {
    return "/dev/" + Objects.requireNonNull(controllers().get(serial), "no drive " + serial);
  }

  /** The namespace's name, for example {@code nvme3n1}. */
  static String namespace(String serial, int nsid) {
    String controller = controllers().get(serial);
    Path dir = SYS.resolve(Objects.requireNonNull(controller, "no drive " + serial));
    // A multipath head bears the subsystem's number: go by the hidden path or the disk below.
    try (var disks = Files.list(dir)) {
      return disks
          .map(d -> d.getFileName().toString())
          .filter(name -> name.matches("nvme\\d+(c\\d+)?n\\d+"))
          .map(name -> name.replaceFirst("c\\d+n", "n"))
          .filter(name -> nsid(name) == nsid)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no namespace " + nsid + " of " + serial));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int nsid(String name) {
    try {
      return Integer.parseInt(Files.readString(Path.of("/sys/block", name, "nsid")).trim());
    } catch (IOException e) {
      return -1;
    }
  }

  static String block(String serial, int nsid) {
    return "/dev/" + namespace(serial, nsid);
  }

  static String generic(String serial, int nsid) {
    return block(serial, nsid).replace("/dev/nvme", "/dev/ng");
  }

  static String generic(NvmeControllerInfo info) {
    NvmeNamespaceInfo first = info.namespaces().get(0);
    return Objects.requireNonNull(first.generic()).toString();
  }

  static String state(String serial) {
    try {
      return Files.readString(SYS.resolve(controllers().get(serial)).resolve("state")).trim();
    } catch (IOException | NullPointerException e) {
      return "gone";
    }
  }

  static void awaitLive(String serial) {
    Awaitility.await("drive " + serial + " live")
        .atMost(PATIENCE)
        .until(() -> state(serial).equals("live"));
  }

  /** Read through the block device, past the page cache. */
  static byte[] readBlock(String device, long offset, int length) {
    return must(
        "dd",
        "if=" + device,
        "bs=" + length,
        "count=1",
        "skip=" + offset / length,
        "iflag=direct",
        "status=none");
  }

  static void writeBlock(String device, long offset, byte[] bytes) {
    try {
      Path file = Files.createTempFile("lab", ".data");
      Files.write(file, bytes);
      must(
          "dd",
          "if=" + file,
          "of=" + device,
          "bs=" + bytes.length,
          "count=1",
          "seek=" + offset / bytes.length,
          "oflag=direct",
          "conv=notrunc",
          "status=none");
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** A command to QEMU's monitor; {@code json} are its arguments. */
  static void qmp(String command, String json) {
    must("tests/lab/qmp", command, json);
  }

  static void unplug(String serial) {
    qmp("device_del", "{\"id\":\"" + serial + "\"}");
  }

  static void plug(String serial) {
    qmp(
        "device_add",
        "{\"driver\":\"nvme\",\"id\":\""
            + serial
            + "\",\"serial\":\""
            + serial
            + "\",\"drive\":\""
            + serial
            + "-node\",\"bus\":\""
            + serial
            + "-port\"}");
  }

  static void write(Path file, String text) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String kernel() {
    return System.getProperty("os.version");
  }

  /** Is the guest's kernel this one or newer? */
  static boolean kernelAtLeast(int major, int minor) {
    String[] parts = kernel().split("[.-]");
    int have = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    return have >= major * 1000 + minor;
  }

  /** A program of the class path in a JVM of its own. */
  static Output java(String main, String... arguments) {
    return run(javaCommand(main, arguments));
  }

  /** What starts it. */
  static String[] javaCommand(String main, String... arguments) {
    return javaCommand(List.of(), System.getProperty("java.class.path"), main, arguments);
  }

  /** The same as uid 1000, without capabilities. */
  static Output javaAsUser(String main, String... arguments) {
    List<String> user =
        List.of("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--inh-caps=-all");
    return run(javaCommand(user, readableClassPath(), main, arguments));
  }

  /** The same as root that may lock only so many bytes of memory. */
  static Output javaWithin(int lockedBytes, String main, String... arguments) {
    List<String> limits =
        List.of("prlimit", "--memlock=" + lockedBytes, "setpriv", "--bounding-set=-ipc_lock");
    return run(javaCommand(limits, System.getProperty("java.class.path"), main, arguments));
  }

  private static String[] javaCommand(
      List<String> before, String classPath, String main, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath, main));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** The build's directories and root's Maven repository may be closed to others: copy them. */
  private static String readableClassPath() {
    List<String> copies = new ArrayList<>();
    String[] entries = System.getProperty("java.class.path").split(":");
    try {
      Path copy = Files.createTempDirectory("class-path");
      for (String entry : entries) {
        Path to = copy.resolve(copies.size() + "-" + Path.of(entry).getFileName());
        must("cp", "-r", entry, to.toString());
        copies.add(to.toString());
      }
      must("chmod", "-R", "a+rX", copy.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(":", copies);
  }
}
