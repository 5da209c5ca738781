package io.reactornvme;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may depend on what. */
class ArchitectureTest {

  /** The library's own classes alone: not the tests, which are in the same package. */
  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static boolean isPublic(JavaClass c) {
    return c.getModifiers().contains(JavaModifier.PUBLIC);
  }

  @Test
  void theClassesWereFound() {
    assertThat(CORE.contain(Nvme.class.getName())).isTrue();
    assertThat(CORE.contain(SlotStackTest.class.getName())).isFalse();
  }

  @Test
  void itNeedsReactorJspecifyAndTheJdkAndNothingElse() {
    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.reactornvme..",
            "java..",
            "reactor.core..",
            "reactor.util..",
            "org.reactivestreams..",
            "org.jspecify..")
        .check(CORE);
  }

  @Test
  void unsafeIsNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..")
        .check(CORE);
  }

  @Test
  void theSpecificationKnowsNothingOfTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.reactornvme.spec..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.reactornvme", "reactor..")
        .check(CORE);
  }

  @Test
  void noPublicMethodIsSynchronized() {
    methods().that().arePublic().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
  }

  @Test
  void noOtherThreadThanTheRingsIsStarted() {
    noClasses().should().callConstructor(Thread.class).check(CORE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Timer")
        .check(CORE);
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CORE);
  }

  @Test
  void whatIsPublicNamesOnlyWhatIsPublic() {
    List<String> leaks =
        CORE.stream()
            .filter(ArchitectureTest::isPublic)
            .flatMap(c -> Stream.concat(c.getMethods().stream(), c.getConstructors().stream()))
            .filter(u -> u.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(u -> types(u).anyMatch(t -> !isPublic(t.getBaseComponentType())))
            .map(JavaCodeUnit::getFullName)
            .toList();
    assertThat(leaks).isEmpty();
  }

  private static Stream<JavaClass> types(JavaCodeUnit unit) {
    return Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
        .filter(t -> t.getPackageName().startsWith("io.reactornvme"));
  }
}
