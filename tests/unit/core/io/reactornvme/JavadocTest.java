package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever uses the library learns of each method its units, its errors, and where to read on. */
class JavadocTest {

  private static final Path JAVA = Path.of("..");

  /** The packages that the modules export, of the library and of the emulator. */
  private static final List<Path> PACKAGES =
      Stream.of(
              "core/src/main/java/io/reactornvme",
              "core/src/main/java/io/reactornvme/spec",
              "core/src/main/java/io/reactornvme/spi",
              "emulator/src/main/java/io/reactornvme/emulator")
          .map(JAVA::resolve)
          .toList();

  @Test
  void whatIsPublicTellsItsUnitsErrorsAndSource() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path dir : PACKAGES) {
      try (Stream<Path> entries = Files.list(dir)) {
        entries.filter(f -> f.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    assertThat(files).hasSizeGreaterThan(100);
    List<String> offences =
        JavadocRule.offences(
            ToolProvider.getSystemJavaCompiler()
                .getStandardFileManager(null, null, null)
                .getJavaFileObjectsFromPaths(files));
    assertThat(offences).as(JavadocRule.TEXT).isEmpty();
  }

  @Test
  void allExportedPackagesAreLookedAt() throws IOException {
    List<String> exported = new ArrayList<>();
    for (String module : List.of("core", "emulator")) {
      Path info = JAVA.resolve(module).resolve("src/main/java/module-info.java");
      Files.readAllLines(info).stream()
          .filter(line -> line.strip().startsWith("exports "))
          .map(line -> line.strip().replaceFirst("exports ([\\w.]+).*", "$1"))
          .forEach(exported::add);
    }
    assertThat(PACKAGES)
        .hasSameSizeAs(exported)
        .allMatch(dir -> exported.stream().anyMatch(p -> dir.endsWith(p.replace('.', '/'))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public int size() { return 1; }                            | no Javadoc comment
          /** Its size. @return the size */ public int size();       | no unit of the int returned
          /** Sets. @param x the new one */ public void set(long x); | no unit of long x
          /** Sets. @param x new @param n bytes */ void set(short x, int n); | no unit of short x
          /** Asks. @return it, section 5. */ Mono<String> ask();    | nothing on the errors of the Mono<String>
          /** Asks. @return it. Errors: none. */ Flux<String> ask(); | no reference to the specification or the kernel
          /** Checks. */ default void f() { throw new Oops("no"); }  | no @throws Oops
          /** Part. @param v any value */ record Part(int v) {}      | no unit of int v
          /** Part. @param v kelvins */ record Part(int v) { public int w() { return 1; } } | no Javadoc comment
          """)
  void whatIsMissingIsFound(String member, String offence) {
    String source = "/** A snippet. */ public interface Snippet { " + tags(member) + " }";
    assertThat(offences("io.reactornvme", source)).hasSize(1).first().asString().endsWith(offence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /** Its size. @return bytes */ public int size();
          /** How many commands are under way. @return the sum */ public long inFlight();
          /** Sets. @param commands 1 to 30 */ public void set(long commands);
          /** Sets. @param most longest time */ public void set(Duration most);
          @Override public int compareTo(String other);
          /** Asks, see section 5. @return it, or an error */ Mono<String> ask();
          /** Asks, LID 02h. @return it @throws Oops never */ Mono<String> ask();
          /** Checks. @throws Oops always */ default void f() { throw new Oops("no"); }
          /** Later. */ default void f() { run(() -> { throw new Oops("no"); }); }
          /** Part. @param v 16 bits */ record Part(int v) { public int v() { return v; } }
          /** Part. @param v kelvins */ record Part(int v) { public Part { } }
          private int secret() { return 1; }
          """)
  void whatIsThereIsContentedWith(String member) {
    String source = "/** A snippet. */ public interface Snippet { " + tags(member) + " }";
    assertThat(offences("io.reactornvme", source)).isEmpty();
  }

  @Test
  void aClassCanSpeakForItsMethods() {
    String source =
        """
        /**
         * A facet; NVM Express Base Specification 2.1, section 5.
         *
         * <p>Errors of all of them: a bad status.
         */
        public final class Facet {
          /** Asks. */
          public Mono<String> ask() { return null; }
        }
        """;
    assertThat(offences("io.reactornvme", source)).isEmpty();
    assertThat(offences("io.reactornvme", source.replace("Errors of", "Answers of")))
        .hasSize(1)
        .first()
        .asString()
        .contains("Snippet.java:8 ask(): nothing on the errors");
  }

  @Test
  void aStructureHasItsSection() {
    String source = "/** A structure. */ public final class Log { }";
    assertThat(offences("io.reactornvme.spec", source))
        .containsExactly("Snippet.java:1 Log: no reference to the specification");
    assertThat(offences("io.reactornvme.spec", source.replace("structure", "thing, section 5.1")))
        .isEmpty();
  }

  /** Block tags begin lines. */
  private static String tags(String member) {
    return member.replaceAll(" @(param|return|throws)", "\n * @$1");
  }

  private static List<String> offences(String packageName, String source) {
    String text = "package " + packageName + "; " + source;
    return JavadocRule.offences(
        List.of(
            new SimpleJavaFileObject(
                URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
              @Override
              public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
              }
            }));
  }
}
