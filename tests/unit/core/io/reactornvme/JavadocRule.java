package io.reactornvme;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * What the documentation of a public method owes its reader; {@link #TEXT} is the rule. Sources are
 * parsed, not compiled: types are known by their simple names alone, which is enough here.
 */
final class JavadocRule {

  static final String TEXT =
      """
      The rule, for what is public or protected in exported packages (JavadocRule):
       - Every class, method and constructor has a Javadoc comment; a method with @Override may
         leave it to the one it overrides, an accessor of a record to the record's @param.
       - Whoever takes or returns a number says in what unit, or what it counts or identifies:
         "bytes", "logical blocks", "kelvins", "milliseconds", "percent", "number of ...", "index",
         "identifier", "opcode", "bits", ... For a parameter or a record's component in its @param
         (its name counts: "commands"), for a result in the @return or in the description. Numbers
         are int, long, short, double, float, their boxes and BigInteger, also in Mono<Long>,
         int[] or List<Integer>; a Duration and an Instant carry their own unit.
       - Whoever returns a Mono or a Flux tells its errors: in its own comment (the word "error", an
         exception, @throws), or the class does for all its methods, in a paragraph that begins
         with "Errors" or says "errors ... are as with {@link ...}".
       - A method whose own lines throw an exception has an @throws for it.
       - Whoever returns a Mono or a Flux gives its source: the specification and section, a log,
         feature or opcode by number, or the kernel's file. In its own comment or its class's.
       - In the package spec every class does so, itself or with the class around it.
      """;

  private static final Set<String> NUMBERS =
      Set.of(
          "int",
          "long",
          "short",
          "double",
          "float",
          "Integer",
          "Long",
          "Short",
          "Double",
          "Float",
          "BigInteger",
          "OptionalInt",
          "OptionalLong",
          "OptionalDouble");

  private static final Set<String> REACTIVE = Set.of("Mono", "Flux", "Publisher", "ParallelFlux");

  private static final Pattern UNIT =
      Pattern.compile(
          "\\b((kilo|mega|giga)?bytes?|[KMGT]iB|bits?|dwords?|words?|blocks?|LBAs?|sectors?|pages?"
              + "|kelvins?|degrees|celsius"
              + "|(nano|micro|milli)?seconds?|minutes?|hours?|days|ms|ns|years"
              + "|percent(age)?|per cent|ratio|probability|times as|as fast"
              + "|(milli|centi)?watts?|joules?"
              + "|how (many|often|much)|numbers? of|counts?|counter|counted|length"
              + "|identif(y|ies|iers?)|ids?|NSIDs?|CNTLIDs?|NSEs?"
              + "|index|slots?|position|offset|address|generation|revision|version|level|order"
              + "|opcode|errno|codes?|status|hash|seed|mask|flags|fields?|result"
              + "|commands?|drives?|controllers?|namespaces?|threads?|zones?|entries|events?|buffers?"
              + "|units?|powers? of (2|two)|0's based|(zero|0|one|1)-based|counts from"
              + "|number as|file descriptor)\\b|%|°C",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ERRORS = Pattern.compile("\\b[Ee]rrors?\\b|Exception\\b|@throws");

  /** The paragraph of a class that speaks for all its methods. */
  private static final Pattern CLASS_ERRORS =
      Pattern.compile("(<p>|<b>|\\A|\\n)\\s*(<b>)?Errors?\\b|\\berrors\\b[^.]*\\bas with \\{@link");

  private static final Pattern REFERENCE =
      Pattern.compile(
          "Specification\\b|\\b[Ss]ections?\\b|\\b[Ff]igures?\\b|drivers/nvme|include/uapi|\\bblock/"
              + "|/sys/|\\b(CNS|LID|FID|OCP|TCG)\\b|\\bIdentify [A-Z]|\\b[Ll]og (page|identifier)"
              + "|\\bfeature [0-9A-F]{2}h|[0-9A-F]{2}h\\b|\\b0x[0-9A-F]{2}\\b|lib/kobject|NVM Express");

  private JavadocRule() {}

  /**
   * Looks sources through.
   *
   * @return a sentence for each offence, with file and line
   */
  static List<String> offences(Iterable<? extends JavaFileObject> sources) {
    JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
    DocTrees docs = DocTrees.instance(task);
    List<String> found = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        if (unit.getPackageName() != null) {
          new Scanner(docs, unit, found).scan(unit, null);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  /** Through one file, class by class; the stack is that of {@code getCurrentPath()}. */
  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final List<String> found;
    private final boolean spec;

    Scanner(DocTrees docs, CompilationUnitTree unit, List<String> found) {
      this.docs = docs;
      this.unit = unit;
      this.found = found;
      this.spec = unit.getPackageName().toString().endsWith(".spec");
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      if (!visible(type.getModifiers().getFlags())) {
        return null; // nor what is in it
      }
      DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
      String name = type.getSimpleName().toString();
      if (doc == null) {
        report(type, name, "no Javadoc comment");
      }
      if (spec && !REFERENCE.matcher(classText()).find()) {
        report(type, name, "no reference to the specification");
      }
      if (type.getKind() == Tree.Kind.RECORD) {
        for (VariableTree component : components(type)) {
          checkParameter(type, name, component, doc, "");
        }
      }
      return super.visitClass(type, nothing);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      if (!visible(method.getModifiers().getFlags()) || implicit(method)) {
        return null;
      }
      DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
      boolean constructor = method.getReturnType() == null;
      String name = (constructor ? type.getSimpleName() : method.getName()) + "()";
      if (doc == null) {
        boolean inherits =
            method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        if (!inherits && !canonical(type, method) && !accessor(type, method)) {
          report(method, name, "no Javadoc comment");
        }
        return null;
      }
      String description = doc.getFullBody().toString();
      for (VariableTree parameter : method.getParameters()) {
        // What the description of "depth(int commands)" says is said of the parameter.
        checkParameter(
            method, name, parameter, doc, method.getParameters().size() == 1 ? description : "");
      }
      String result = constructor ? "void" : method.getReturnType().toString();
      if (numeric(result) && !UNIT.matcher(description + returned(doc)).find()) {
        report(method, name, "no unit of the " + result + " returned");
      }
      if (reactive(result)) {
        String text = doc.toString();
        if (!ERRORS.matcher(text).find() && !CLASS_ERRORS.matcher(classText()).find()) {
          report(method, name, "nothing on the errors of the " + result);
        }
        if (!REFERENCE.matcher(text + classText()).find()) {
          report(method, name, "no reference to the specification or the kernel");
        }
      }
      Set<String> untold = thrown(method);
      untold.removeAll(told(doc));
      untold.forEach(e -> report(method, name, "no @throws " + e));
      return null; // what is public within a method is nobody's
    }

    private boolean visible(Set<Modifier> flags) {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || parent.getKind() == Tree.Kind.INTERFACE && !flags.contains(Modifier.PRIVATE);
    }

    /** Made by the compiler: of an enum or a class without one, the constructor. */
    private boolean implicit(MethodTree method) {
      return docs.getSourcePositions().getEndPosition(unit, method) < 0;
    }

    private static List<VariableTree> components(ClassTree record) {
      List<VariableTree> found = new ArrayList<>();
      for (Tree member : record.getMembers()) {
        if (member instanceof VariableTree variable
            && !variable.getModifiers().getFlags().contains(Modifier.STATIC)) {
          found.add(variable);
        }
      }
      return found;
    }

    private static boolean canonical(ClassTree type, MethodTree method) {
      return type.getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
    }

    private static boolean accessor(ClassTree type, MethodTree method) {
      return type.getKind() == Tree.Kind.RECORD
          && method.getParameters().isEmpty()
          && components(type).stream().anyMatch(c -> c.getName().equals(method.getName()));
    }

    private void checkParameter(
        Tree at, String owner, VariableTree it, @Nullable DocCommentTree doc, String more) {
      String type = it.getType().toString();
      if (!numeric(type)) {
        return;
      }
      String text = words(it) + " " + parameter(doc, it.getName().toString()) + " " + more;
      if (!UNIT.matcher(text).find()) {
        report(at, owner, "no unit of " + type + " " + it.getName());
      }
    }

    /** Of {@code percentPerHour}: percent Per Hour. */
    private static String words(VariableTree it) {
      return it.getName().toString().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    private static String parameter(@Nullable DocCommentTree doc, String name) {
      if (doc != null) {
        for (DocTree tag : doc.getBlockTags()) {
          if (tag instanceof ParamTree param && param.getName().toString().equals(name)) {
            return param.getDescription().toString();
          }
        }
      }
      return "";
    }

    private static String returned(DocCommentTree doc) {
      for (DocTree tag : doc.getBlockTags()) {
        if (tag instanceof ReturnTree returned) {
          return " " + returned.getDescription();
        }
      }
      return "";
    }

    private static Set<String> told(DocCommentTree doc) {
      Set<String> names = new TreeSet<>();
      for (DocTree tag : doc.getBlockTags()) {
        if (tag instanceof ThrowsTree thrown) {
          names.add(simple(thrown.getExceptionName().toString()));
        }
      }
      return names;
    }

    /** By {@code throw new} in the method itself: not in what it assembles for later. */
    private static Set<String> thrown(MethodTree method) {
      Set<String> names = new TreeSet<>();
      new TreeScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitThrow(ThrowTree statement, @Nullable Void nothing) {
          if (statement.getExpression() instanceof NewClassTree created) {
            names.add(simple(created.getIdentifier().toString()));
          }
          return null;
        }

        @Override
        public @Nullable Void visitLambdaExpression(
            LambdaExpressionTree lambda, @Nullable Void nothing) {
          return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree anonymous, @Nullable Void nothing) {
          return null;
        }
      }.scan(method.getBody(), null);
      names.remove("AssertionError");
      return names;
    }

    private static String simple(String name) {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    private static boolean numeric(String type) {
      for (String word : type.split("[^A-Za-z0-9_]+")) {
        if (NUMBERS.contains(word)) {
          return true;
        }
      }
      return false;
    }

    private static boolean reactive(String type) {
      return REACTIVE.contains(type.replaceFirst("<.*", ""));
    }

    /** What the class and those around it say. */
    private String classText() {
      StringBuilder text = new StringBuilder();
      for (TreePath at = getCurrentPath(); at != null; at = at.getParentPath()) {
        DocCommentTree doc = at.getLeaf() instanceof ClassTree ? docs.getDocCommentTree(at) : null;
        text.append(doc == null ? "" : doc).append("\n<p>");
      }
      return text.toString();
    }

    private void report(Tree at, String name, String what) {
      String file = unit.getSourceFile().getName();
      long line =
          unit.getLineMap().getLineNumber(docs.getSourcePositions().getStartPosition(unit, at));
      found.add(file.substring(file.lastIndexOf('/') + 1) + ":" + line + " " + name + ": " + what);
    }
  }
}
