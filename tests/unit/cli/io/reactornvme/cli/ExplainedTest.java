package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.IndependentIdentifyNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TimeZone;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bits mean, with {@code -H}: letter by letter what nvme-cli 2.3 says of the same bits. */
class ExplainedTest {

  private static final Path SAMPLES =
      Path.of(
          System.getProperty("basedir", "."),
          "../../tests/unit/resources/io/reactornvme/spec/explained");

  private static final Pattern FEATURE =
      Pattern.compile("get-feature:0x([0-9a-f]{2}) [^\n]* value:(?:0x)?([0-9a-f]{8})\n");

  private final Console console = TestConsole.piped().console;

  private static <T> void isExplained(String name, DriveCommand<T> command, T value)
      throws IOException {
    Answer<T> answer =
        new Answer<>("nvme0", "nvme0", 1, null, Instant.EPOCH, Duration.ZERO, null, value, null);

    // The write cycles that remain are bits 6:0; nvme-cli shows bits 7:1 in their place.
    String sample = Files.readString(SAMPLES.resolve(name)).replace("0x80\tVPD", "0\tVPD");
    assertThat(command.text(answer, value)).isEqualTo(sample);
  }

  private static ByteBuffer sample(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "some", "none"})
  void controllers(String which) throws IOException {
    IdCtrlCommand command = new IdCtrlCommand(console);
    command.detailed = true;
    String name = "id-ctrl-" + which;

    isExplained(name + ".txt", command, IdentifyController.decode(sample(name + ".bin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "some", "none"})
  void namespaces(String which) throws IOException {
    IdNsCommand command = new IdNsCommand(console);
    command.detailed = true;
    String name = "id-ns-" + which;

    isExplained(name + ".txt", command, IdentifyNamespace.decode(sample(name + ".bin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "some", "none"})
  void namespacesOfAnyCommandSet(String which) throws IOException {
    CmdsetIndIdNsCommand command = new CmdsetIndIdNsCommand(console);
    command.detailed = true;
    String name = "cmdset-ind-id-ns-" + which;

    isExplained(name + ".txt", command, IndependentIdentifyNamespace.decode(sample(name + ".bin")));
  }

  @Test
  void features() throws IOException {
    TimeZone zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    try {
      String expected = Files.readString(SAMPLES.resolve("get-feature.txt"));
      StringBuilder text = new StringBuilder();
      Matcher features = FEATURE.matcher(expected);
      for (MatchResult feature : features.results().toList()) {
        int id = Integer.parseInt(feature.group(1), 16);
        int dword = Integer.parseUnsignedInt(feature.group(2), 16);
        byte[] data = data(id, Features.length(id, 0, false));
        text.append(feature.group()).append(FeatureFields.text(id, dword, data));
      }
      assertThat(text.toString()).isEqualTo(expected).contains("get-feature:0x1a");
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  private static byte[] data(int id, int length) {
    byte[] data = new byte[id == Features.FDP_EVENTS ? 510 : length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (7 * i + id);
    }
    if (id == Features.TIMESTAMP) {
      ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putLong(1700000000123L | 3L << 48);
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x03, 0x0c, 0x0d, 0x0e, 0x13, 0x16, 0x1e, 0x7d, 0x7f, 0x81})
  void lessDataThanThereIsHarmsNothing(int id) {
    for (int length = 1; length < 24; length++) {
      byte[] data = new byte[length];
      data[0] = 3;
      assertThat(FeatureFields.text(id, -1, data)).startsWith("\t");
    }
  }

  @Test
  void directives() {
    ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) (5 * i + 1));
    }
    data.put(7, (byte) 0);

    assertThat(DirReceiveCommand.explained(0x0001, data, 0))
        .isEqualTo(
            "\tDirective support \n"
                + "\t\tIdentify Directive  : supported\n"
                + "\t\tStream Directive    : not supported\n"
                + "\tDirective status \n"
                + "\t\tIdentify Directive  : enabled\n"
                + "\t\tStream Directive    : disabled\n");
    assertThat(DirReceiveCommand.explained(0x0101, data, 0))
        .isEqualTo(
            "\tMax Streams Limit                          (MSL): 1537\n"
                + "\tNVM Subsystem Streams Available           (NSSA): 4107\n"
                + "\tNVM Subsystem Streams Open                (NSSO): 6677\n"
                + "\tNVM Subsystem Stream Capability           (NSSC): 31\n"
                + "\tStream Write Size (in unit of LB size)     (SWS): 1616598609\n"
                + "\tStream Granularity Size (in unit of SWS)   (SGS): 27237\n"
                + "\tNamespace Streams Allocated                (NSA): 29807\n"
                + "\tNamespace Streams Open                     (NSO): 32377\n");
    data.putShort(0, (short) 3);
    assertThat(DirReceiveCommand.explained(0x0102, data, 0))
        .isEqualTo(
            "\tOpen Stream Count  : 3\n"
                + "\tStream Identifier 000001 : 4107\n"
                + "\tStream Identifier 000002 : 6677\n"
                + "\tStream Identifier 000003 : 31\n");
    assertThat(DirReceiveCommand.explained(0x0103, data, 0x50007))
        .isEqualTo("\tNamespace Streams Allocated (NSA): 7\n");
  }

  @Test
  void metadataOfTheHost() {
    byte[] data = new byte[4096];
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, (byte) 2)
        .put(2, (byte) 1)
        .put(3, (byte) 7)
        .putShort(4, (short) 5)
        .put(6, new byte[] {'L', 'i', 'n', 'u', 'x'})
        .put(11, (byte) 0x77);

    assertThat(FeatureFields.text(0x7e, 0, data))
        .isEqualTo(
            "\tNum Metadata Element Descriptors: 2\n"
                + "\tElement[0  ]:\n"
                + "\t\tType\t    : 0x01 (Operating System Controller Name)\n"
                + "\t\tRevision : 7\n"
                + "\t\tLength   : 5\n"
                + "\t\tValue    : Linux\n"
                + "\tElement[1  ]:\n"
                + "\t\tType\t    : 0x77 (Unknown Controller Type)\n"
                + "\t\tRevision : 0\n"
                + "\t\tLength   : 0\n"
                + "\t\tValue    : \n");
    data[2] = 4;
    assertThat(FeatureFields.text(0x7f, 0, data))
        .contains("(Operating System Namespace Name Qualifier 2)");
  }
}
