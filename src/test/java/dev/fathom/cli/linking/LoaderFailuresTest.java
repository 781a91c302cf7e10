package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Planted failures of loading, each told in a sentence with the culprit. The loader itself is the
/// judge: it fails where that is said, and says the same.
final class LoaderFailuresTest {
  @TempDir private Path folder;

  private RealTools tools;

  @BeforeEach
  void requireTools() {
    tools = new RealTools(folder);
    tools.require("gcc");
  }

  private void library(String name, String source, String... flags) throws IOException {
    tools.write(name + ".c", source);
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC"));
    command.addAll(List.of("-o", name, name + ".c"));
    command.addAll(List.of(flags));
    tools.make(command.toArray(String[]::new));
  }

  private void program(String name, String source, String... flags) throws IOException {
    tools.write(name + ".c", source);
    List<String> command = new ArrayList<>(List.of("gcc", "-o", name, name + ".c"));
    command.add("-Wl,-rpath,$ORIGIN");
    command.addAll(List.of(flags));
    tools.make(command.toArray(String[]::new));
  }

  private RealTools.Result run(String program) throws IOException {
    return tools.run(Map.of("LD_BIND_NOW", "1"), List.of(folder.resolve(program).toString()));
  }

  private LinkRun link(String file) {
    return LinkRun.of(folder.resolve(file));
  }

  @Test
  void whatWorksGivesNoFinding() throws IOException {
    library("libgood.so", "int good(void) { return 0; }");
    program("works", "int good(void); int main(void) { return good(); }", "libgood.so");
    assertThat(run("works").code()).isZero();
    link("works").assertNothing();
    FathomRun.of("link", folder.resolve("works")).assertFine();
  }

  @Test
  void aMissingFunction() throws IOException {
    library("libgood.so", "int good(void) { return 0; } int more(void) { return 0; }");
    program("calls", "int more(void); int main(void) { return more(); }", "libgood.so");
    library("libgood.so", "int good(void) { return 0; }");
    RealTools.Result said = run("calls");
    assertThat(said.printed()).contains("undefined symbol: more");
    LinkRun link = link("calls");
    assertThat(link.names("undefined-symbol")).containsExactly("more");
    assertThat(link.only("undefined-symbol")).startsWith("calls wants more");
    assertThat(FathomRun.of("link", folder.resolve("calls")).code()).isEqualTo(ExitCode.DISAGREES);
  }

  @Test
  void aMissingFunctionOfCpp() throws IOException {
    tools.require("g++");
    tools.write("shop.cc", "namespace shop { int price(int, double) { return 0; } }");
    tools.write("none.cc", "namespace shop { int other() { return 0; } }");
    tools.write(
        "buys.cc",
        "namespace shop { int price(int, double); } int main() { return shop::price(1, 2); }");
    tools.make("g++", "-shared", "-fPIC", "-o", "libshop.so", "shop.cc");
    tools.make("g++", "-o", "buys", "buys.cc", "-Wl,-rpath,$ORIGIN", "libshop.so");
    tools.make("g++", "-shared", "-fPIC", "-o", "libshop.so", "none.cc");
    assertThat(run("buys").printed()).contains("_ZN4shop5priceEid");
    assertThat(link("buys").only("undefined-symbol")).contains("shop::price(int, double)");
    assertThat(link("buys").names("undefined-symbol")).containsExactly("_ZN4shop5priceEid");
  }

  @Test
  void aMissingVersion() throws IOException {
    tools.write("new.map", "FOO_2.3 { global: old; local: *; }; FOO_2.4 { global: bar; } FOO_2.3;");
    tools.write("old.map", "FOO_2.3 { global: old; bar; local: *; };");
    String source = "int old(void) { return 0; } int bar(void) { return 0; }";
    library("libfoo.so.2", source, "-Wl,-soname,libfoo.so.2", "-Wl,--version-script=new.map");
    program("newer", "int bar(void); int main(void) { return bar(); }", "./libfoo.so.2");
    library("libfoo.so.2", source, "-Wl,-soname,libfoo.so.2", "-Wl,--version-script=old.map");
    assertThat(run("newer").printed()).contains("version `FOO_2.4' not found");
    LinkRun link = link("newer");
    assertThat(link.names("missing-version")).contains("FOO_2.4");
    assertThat(String.valueOf(link.findings().getFirst().get("sentence")))
        .startsWith("newer was built against a libfoo.so.2 with FOO_2.4; ")
        .endsWith("/libfoo.so.2 has nothing newer than FOO_2.3");
  }

  @Test
  void aMissingLibraryOfWhichThereIsAnother() throws IOException {
    library("libfoo.so.1", "int foo(void) { return 0; }", "-Wl,-soname,libfoo.so.1");
    program("needs", "int foo(void); int main(void) { return foo(); }", "./libfoo.so.1");
    Files.move(folder.resolve("libfoo.so.1"), folder.resolve("libfoo.so.2"));
    assertThat(run("needs").printed()).contains("libfoo.so.1: cannot open shared object file");
    LinkRun link = link("needs");
    assertThat(link.names("missing-library")).containsExactly("libfoo.so.1");
    assertThat(link.only("missing-library"))
        .startsWith("needs needs libfoo.so.1, which is not there; there is ")
        .contains("/libfoo.so.2");
  }

  @Test
  void aLibraryOfTheWrongSoname() throws IOException {
    library("libfoo.so.1", "int foo(void) { return 0; }", "-Wl,-soname,libfoo.so.1");
    program("needs", "int foo(void); int main(void) { return foo(); }", "./libfoo.so.1");
    library("libfoo.so.1", "int foo(void) { return 0; }", "-Wl,-soname,libfoo.so.2");
    assertThat(run("needs").code()).isZero(); // the loader does not mind
    assertThat(link("needs").only("wrong-soname"))
        .startsWith("needs needs libfoo.so.1, and the file of that name")
        .contains("says that it is libfoo.so.2");
  }

  @Test
  void librariesThatNeedOneAnother() throws IOException {
    library("libb.so", "int b(void) { return 0; }", "-Wl,-soname,libb.so");
    library(
        "liba.so",
        "int b(void); int a(void) { return b(); }",
        "-Wl,-soname,liba.so",
        "libb.so",
        "-Wl,-rpath,$ORIGIN");
    library(
        "libb.so",
        "int a(void); int b(void) { return 0; } int c(void) { return a(); }",
        "-Wl,-soname,libb.so",
        "liba.so",
        "-Wl,-rpath,$ORIGIN");
    program("round", "int a(void); int main(void) { return a(); }", "liba.so", "libb.so");
    assertThat(run("round").code()).isZero();
    link("round").assertWorks();
    assertThat(link("round").names("cycle")).containsExactlyInAnyOrder("liba.so", "libb.so");
  }

  @Test
  void whatIsLoadedLocallyIsNotSeenByItsSiblings() throws IOException {
    library("first.so", "int sibling(void) { return 0; }");
    library("second.so", "int sibling(void); int use(void) { return sibling(); }");
    program(
        "host",
        """
        #include <dlfcn.h>
        #include <stdio.h>
        int main(int count, char **names) {
          for (int i = 1; i < count; i++) {
            if (!dlopen(names[i], RTLD_NOW | RTLD_LOCAL)) { puts(dlerror()); return 1; }
          }
          return 0;
        }
        """,
        "-ldl");
    String first = folder.resolve("first.so").toString();
    String second = folder.resolve("second.so").toString();
    String host = folder.resolve("host").toString();
    assertThat(tools.run(Map.of(), List.of(host, first, second)).printed())
        .contains("undefined symbol: sibling");
    LinkRun link = LinkRun.of(first, second, "--host", host);
    assertThat(link.only("undefined-symbol"))
        .startsWith("second.so wants sibling, which first.so has")
        .contains("RTLD_LOCAL");
  }

  @Test
  void anExtensionForAnotherPython() throws IOException {
    tools.write(
        "python3.9.c", "int PyModule_Create2(void) { return 0; } int main(void) { return 0; }");
    tools.make("gcc", "-rdynamic", "-o", "python3.9", "python3.9.c");
    library(
        "ext.cpython-38-x86_64-linux-gnu.so",
        "int PyModule_Create2(void); int PyInit_ext(void) { return PyModule_Create2(); }");
    library(
        "own.cpython-39-x86_64-linux-gnu.so",
        "int PyModule_Create2(void); int PyInit_own(void) { return PyModule_Create2(); }");
    library("private.so", "int _PyGone(void); int PyInit_private(void) { return _PyGone(); }");
    Path host = folder.resolve("python3.9");
    LinkRun.of(folder.resolve("own.cpython-39-x86_64-linux-gnu.so"), "--host", host)
        .assertNothing();
    assertThat(
            LinkRun.of(folder.resolve("ext.cpython-38-x86_64-linux-gnu.so"), "--host", host)
                .only("other-interpreter"))
        .contains("was built for Python 3.8; ", "python3.9 is 3.9");
    assertThat(LinkRun.of(folder.resolve("private.so"), "--host", host).only("undefined-symbol"))
        .startsWith("private.so wants _PyGone, which neither python3.9");
  }

  @Test
  void twoVersionsOfOneLibrary() throws IOException {
    for (String version : List.of("1", "2")) {
      library(
          "libfoo.so." + version,
          "int foo(void) { return " + version + "; }",
          "-Wl,-soname,libfoo.so." + version);
      library(
          "libuse" + version + ".so",
          "int foo(void); int use" + version + "(void) { return foo(); }",
          "./libfoo.so." + version,
          "-Wl,-rpath,$ORIGIN");
    }
    program(
        "both",
        "int use1(void); int use2(void); int main(void) { return use1() + use2() - 2; }",
        "libuse1.so",
        "libuse2.so");
    assertThat(run("both").code()).isZero(); // both got the first
    assertThat(link("both").only("two-versions"))
        .contains("libfoo.so.1 (for libuse1.so)", "libfoo.so.2 (for libuse2.so)");
  }

  /// Its loader is its C library, and knows no versions.
  @Test
  void aProgramForMusl() throws IOException {
    tools.require("musl-gcc");
    tools.write("m.c", "#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }");
    tools.make("musl-gcc", "-o", "m", "m.c");
    assertThat(run("m").code()).isZero();
    LinkRun link = link("m").assertNothing();
    assertThat(LinkRun.rows(link.files().getFirst(), "libraries"))
        .hasSize(2)
        .last()
        .satisfies(row -> assertThat(String.valueOf(row.get("path"))).contains("musl"));
    library("libgone.so", "int gone(void) { return 0; }");
    tools.write("n.c", "int gone(void); int main(void) { return gone(); }");
    tools.make("musl-gcc", "-o", "n", "n.c", "./libgone.so");
    Files.delete(folder.resolve("libgone.so"));
    assertThat(run("n").printed()).contains("libgone.so");
    assertThat(link("n").names("undefined-symbol")).containsExactly("gone");
  }

  @Test
  void aStackThatCanBeExecuted() throws IOException {
    library("libold.so", "int old(void) { return 0; }", "-Wl,-z,execstack");
    program("old", "int old(void); int main(void) { return old(); }", "libold.so");
    assertThat(link("old").only("executable-stack")).startsWith("libold.so wants a stack");
  }

  @Test
  void whereThingsAreLookedFor() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    library("sub/libdeep.so", "int deep(void) { return 0; }", "-Wl,-soname,libdeep.so");
    library(
        "sub/libmid.so",
        "int deep(void); int mid(void) { return deep(); }",
        "-Wl,-soname,libmid.so",
        "-Lsub",
        "-ldeep");
    for (String tags : List.of("--enable-new-dtags", "--disable-new-dtags")) {
      tools.write("top.c", "int mid(void); int main(void) { return mid(); }");
      tools.make(
          "gcc",
          "-o",
          "top",
          "top.c",
          "-Lsub",
          "-lmid",
          "-Wl,-rpath,$ORIGIN/sub",
          "-Wl," + tags,
          "-Wl,-rpath-link,sub");
      // A RUNPATH is not for what is needed by others; an RPATH is.
      boolean found = run("top").code() == 0;
      assertThat(found).isEqualTo(tags.startsWith("--disable"));
      LinkRun link = link("top");
      assertThat(link.names("missing-library"))
          .isEqualTo(found ? List.of() : List.of("libdeep.so"));
      assertThat(LinkRun.rows(link.files().getFirst(), "libraries"))
          .anySatisfy(row ->
              assertThat(row)
                  .containsEntry("name", "libmid.so")
                  .containsEntry("place", found ? "rpath" : "runpath"));
      LinkRun.of(folder.resolve("top"), "--library-path", folder.resolve("sub")).assertNothing();
    }
  }
}
