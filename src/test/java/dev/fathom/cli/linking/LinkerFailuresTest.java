package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a linker would say of object files and archives is what `gcc` and `ld` of this machine say.
final class LinkerFailuresTest {
  private static final Pattern UNDEFINED = Pattern.compile("undefined reference to `([^']+)'");
  private static final Pattern TWICE = Pattern.compile("multiple definition of `([^']+)'");
  private static final Pattern FIXED =
      Pattern.compile("relocation (R_X86_64_\\w+) against .*recompile with -f(PIC|PIE)");

  @TempDir private Path folder;

  private RealTools tools;

  @BeforeEach
  void compile() throws IOException {
    tools = new RealTools(folder);
    tools.require("gcc", "ar");
    tools.write(
        "main.c", "int f(int); int g(void); extern int v; int main(void) { return f(v) + g(); }");
    tools.write("f.c", "int h(int); int f(int x) { return h(x); } int v = 3;");
    tools.write("g.c", "int h(int x) { return x; } int g(void) { return 1; }");
    tools.write("g2.c", "int g(void) { return 2; } int w __attribute__((weak)) = 1;");
    tools.write("w.c", "int w __attribute__((weak)) = 2; int common;");
    for (String name : List.of("main", "f", "g", "g2", "w")) {
      tools.make("gcc", "-fPIC", "-c", name + ".c");
      tools.make("gcc", "-fno-pic", "-fcommon", "-c", name + ".c", "-o", name + "-fixed.o");
    }
    tools.make("ar", "rcs", "libf.a", "f.o");
    tools.make("ar", "rcs", "libg.a", "w.o", "g.o");
    tools.make("ar", "rcS", "libnone.a", "f.o");
  }

  @Test
  void whatIsMissingOrDefinedTwice() throws IOException {
    same("main.o", "f.o", "g.o");
    same("main.o", "f.o", "g.o", "w.o", "w-fixed.o");
    same("main.o", "f.o");
    same("main.o");
    same("f.o", "g.o");
    same("main.o", "f.o", "g.o", "g2.o");
    same("main.o", "libf.a", "libg.a");
    same("main.o", "g.o", "libf.a", "libg.a");
    same("main-fixed.o", "f.o", "g.o");
  }

  @Test
  void archivesInTheWrongOrder() throws IOException {
    same("libf.a", "main.o", "libg.a");
    same("main.o", "libg.a", "libf.a");
    assertThat(link("libf.a", "main.o", "libg.a").names("archive-order"))
        .containsExactlyInAnyOrder("f", "v");
    // The order of g before f is right: nobody wants h before f is taken.
    assertThat(link("main.o", "libg.a", "libf.a").names("archive-order")).isEmpty();
    assertThat(link("main.o", "libf.a", "libg.a").json().toString()).contains("because=g");
  }

  @Test
  void anArchiveWithoutAnIndex() throws IOException {
    assertThat(gcc("main.o", "libnone.a", "libg.a").printed()).contains("archive has no index");
    assertThat(link("main.o", "libnone.a", "libg.a").only("archive-order")).contains("no index");
  }

  @Test
  void whatIsNoCodeForLibraries() throws IOException {
    for (String[] files :
        List.of(
            new String[] {"-shared", "main.o", "f.o", "g.o"},
            new String[] {"-shared", "main-fixed.o", "f.o", "g.o"})) {
      List<String> said = all(FIXED, gcc(files).printed());
      assertThat(link(files).names("not-position-independent").isEmpty())
          .as(String.join(" ", files))
          .isEqualTo(said.isEmpty());
      said.forEach(relocation ->
          assertThat(link(files).only("not-position-independent")).contains(relocation));
    }
  }

  @Test
  void functionsOfCpp() throws IOException {
    tools.require("g++");
    tools.write(
        "io.cc",
        "#include <iostream>\nnamespace n { int f(int); } int main() { std::cout << n::f(1); }");
    tools.make("g++", "-c", "io.cc");
    assertThat(link("io.o").only("undefined-reference"))
        .contains("undefined reference to n::f(int)");
    assertThat(link("io.o").names("undefined-reference")).containsExactly("_ZN1n1fEi");
  }

  private void same(String... files) throws IOException {
    String said = gcc(files).printed();
    LinkRun link = link(files);
    assertThat(new TreeSet<>(link.names("undefined-reference", "archive-order")))
        .as("undefined in %s: %s", List.of(files), said)
        .isEqualTo(new TreeSet<>(all(UNDEFINED, said)));
    assertThat(new TreeSet<>(link.names("multiple-definition")))
        .as("twice in %s: %s", List.of(files), said)
        .isEqualTo(new TreeSet<>(all(TWICE, said)));
    if (all(UNDEFINED, said).isEmpty()) {
      // ld gives up before it looks at places when something is missing.
      assertThat(link.names("not-position-independent").isEmpty())
          .as("fixed in %s: %s", List.of(files), said)
          .isEqualTo(all(FIXED, said).isEmpty());
    }
  }

  private RealTools.Result gcc(String... files) throws IOException {
    List<String> command = new ArrayList<>(List.of("gcc", "-pie", "-o", "out"));
    command.addAll(List.of(files));
    if (command.contains("-shared")) {
      command.remove("-pie");
    }
    return tools.run(Map.of(), command);
  }

  private LinkRun link(String... files) {
    List<Object> words = new ArrayList<>();
    for (String file : files) {
      words.add(file.equals("-shared") ? "--shared" : folder.resolve(file));
    }
    return LinkRun.of(words.toArray());
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
