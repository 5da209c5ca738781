package io.reactornvme.lab;

import static io.reactornvme.lab.Lab.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/**
 * More admin commands than a controller has tags (30). Those that find none are put off by the
 * kernel and issued later, where two things can go wrong (an entry read again after it was reused,
 * an address cut to 32 bits), both seen as answers to commands that nobody sent. So every answer is
 * compared with what its own command must give.
 */
class ManyCommandsIT {

  /** A minute for each number of commands (it has two turns), or a look: integration --full. */
  private static final Duration EACH =
      Boolean.getBoolean("rnvme.lab.full") ? Duration.ofSeconds(30) : Duration.ofSeconds(8);

  /**
   * Credits of 16 are the library's own care; with as many credits as commands the kernel runs out
   * of tags, and only the slots' own entries and low memory keep the answers right.
   */
  @ParameterizedTest
  @CsvSource({"64, 16", "64, 64", "256, 16", "256, 256"})
  void everyAnswerIsTheRightOneForItsCommand(int concurrent, int credits) {
    Nvme nvme = Nvme.builder().adminCredits(credits).build();
    NvmeController drive = nvme.controller(Lab.controller("many-tags"));
    NvmeNamespace namespace = nvme.namespace(Lab.block("many-tags", 1));

    // Commands that differ in every way a corrupted one could be mistaken: opcode, CNS, NSID, LID,
    // length; each with the answer that it had when it was alone.
    List<PassthruCommand> commands = new ArrayList<>();
    commands.add(identify(0x01, 0));
    commands.add(identify(0x00, 1));
    commands.add(identify(0x02, 0));
    commands.add(identify(0x03, 1));
    commands.add(log(0x03, 512));
    commands.add(log(0x05, 4096));
    commands.add(PassthruCommand.builder(AdminOpcode.GET_FEATURES).cdw10(0x07).build());
    commands.add(PassthruCommand.builder(AdminOpcode.GET_FEATURES).cdw10(0x04).build());
    List<PassthruResult> alone = new ArrayList<>();
    for (PassthruCommand command : commands) {
      PassthruResult result = drive.adminCmd(command).block(Lab.PATIENCE);
      assertThat(result.isSuccess()).as("%s alone: %s", command, result).isTrue();
      alone.add(result);
    }
    List<byte[]> expected = alone.stream().map(r -> bytes(r.data())).toList();

    AtomicInteger answers = new AtomicInteger();
    List<String> wrong = new ArrayList<>();
    long end = System.nanoTime() + EACH.toNanos();
    Flux<PassthruCommand> endless =
        Flux.generate(
            () -> 0,
            (i, sink) -> {
              if (System.nanoTime() < end) {
                sink.next(commands.get(i % commands.size()));
              } else {
                sink.complete();
              }
              return i + 1;
            });
    drive
        .adminCmds(endless, concurrent)
        .doOnNext(
            result -> {
              int which = commands.indexOf(result.command());
              answers.incrementAndGet();
              if (!result.isSuccess()
                  || result.dw0() != alone.get(which).dw0()
                  || !Arrays.equals(bytes(result.data()), expected.get(which))) {
                wrong.add(result.toString());
              }
            })
        .blockLast(EACH.plus(Lab.PATIENCE));

    System.out.printf(
        "ManyCommandsIT: %d at once, %d credits: %d answers, %d issued again, kernel %s%n",
        concurrent, credits, answers.get(), nvme.stats().issuedAgain(), Lab.kernel());
    assertThat(wrong).isEmpty();
    assertThat(answers.get()).isGreaterThan(concurrent);
    assertThat(nvme.stats().liveBuffers()).isZero();
    namespace.dispose();
    drive.dispose();
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static PassthruCommand identify(int cns, int nsid) {
    return PassthruCommand.builder(AdminOpcode.IDENTIFY).nsid(nsid).cdw10(cns).dataIn(4096).build();
  }

  private static PassthruCommand log(int lid, int length) {
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(0xFFFFFFFF)
        .cdw10((length / 4 - 1) << 16 | lid)
        .dataIn(length)
        .build();
  }
}
