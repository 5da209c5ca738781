package io.reactornvme.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactornvme.conformance.Outcome.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The suite's own rules: what is declared must be so, and what is not declared must pass. */
class OutcomeIT {

  private static final Declared DECLARED = Declared.qemu("a/*", "0x4001|EACCES", "it is so");

  @Test
  void whatPassesPassesUnlessItWasDeclared() {
    assertEquals(Kind.PASS, Outcome.judge(null, null).kind());
    Outcome works = Outcome.judge(DECLARED, null);
    assertEquals(Kind.FAIL, works.kind());
    assertTrue(works.why().startsWith("declared but works"), works.why());
  }

  @Test
  void whatDeviatesFailsUnlessItWasDeclaredSo() {
    Deviation invalidOpcode = new Deviation("0x4001 (Invalid Command Opcode), expected 0x000");
    assertEquals(Kind.FAIL, Outcome.judge(null, invalidOpcode).kind());
    assertEquals(Kind.DECLARED, Outcome.judge(DECLARED, invalidOpcode).kind());
    assertEquals(Kind.DECLARED, Outcome.judge(DECLARED, new Deviation("EACCES: no")).kind());
    assertEquals(Kind.FAIL, Outcome.judge(DECLARED, new Deviation("0x4002 (other)")).kind());
  }

  @Test
  void anErrorOfTheSuiteIsNoDeviation() {
    assertEquals(Kind.FAIL, Outcome.judge(DECLARED, new IllegalStateException("0x4001")).kind());
  }

  @Test
  void everyDeclarationNamesACase() {
    List<Case> cases = Table.all();
    for (Declared d : Stream.concat(Limits.ALL.stream(), Differences.ALL.stream()).toList()) {
      assertTrue(cases.stream().anyMatch(c -> d.names(c.id())), () -> "no case " + d.cases());
    }
  }
}
