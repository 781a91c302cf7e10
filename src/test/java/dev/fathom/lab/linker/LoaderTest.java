package dev.fathom.lab.linker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.lab.linker.LinkedImage.Kind;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Task;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model's loader says what the real one says, and what it costs is counted.
final class LoaderTest {
  private static final Shape SHAPE = new Shape(100, 40, 400, 0);

  private final Machine machine = new Machine(SHAPE);
  private final Loader loader = new Loader(machine);

  @Test
  void undefinedSymbolsAreFoundAtTheCallOrAtTheStart(@TempDir Path folder) throws IOException {
    RealTools tools = tools(folder, false);
    LinkedImage program = program();
    tools.write("lib.c", "int dumps(void) { return 1; }\n");
    tools.make("cc", "-shared", "-fPIC", "-Wl,-soname,libjson.so.1", "-o", "libjson.so.1", "lib.c");
    loader.install(library("dumps"));

    Task lazy = machine.start("python");
    assertThat(loader.start(lazy, program, Binding.LAZY)).isEmpty();
    assertThat(loader.call(lazy, "", "dumps").error()).isEmpty();
    LinkError atCall = loader.call(lazy, "", "loads").error().orElseThrow();
    RealTools.Result real = run(tools, "LD_BIND_NOW", "");
    assertThat(real.printed()).contains("dumps is there").contains(atCall.words());

    Task strict = machine.start("strict");
    LinkError atStart = loader.start(strict, program, Binding.NOW).orElseThrow();
    RealTools.Result realStrict = run(tools, "LD_BIND_NOW", "1");
    assertThat(realStrict.printed()).doesNotContain("dumps is there").contains(atStart.words());
    assertThat(real.code()).isEqualTo(127).isEqualTo(realStrict.code());
  }

  @Test
  void aLibraryThatIsMissingOrOfAnotherVersion(@TempDir Path folder) throws IOException {
    RealTools tools = tools(folder, true);
    loader.install(library("dumps@JSON_2", "loads@JSON_2"));
    LinkedImage program = programAgainst(library("dumps@JSON_2", "loads@JSON_2"));

    assertThat(loader.remove("libjson.so.1")).isTrue();
    tools.make("mv", "libjson.so.1", "away");
    LinkError missing = loader.start(machine.start("one"), program, Binding.LAZY).orElseThrow();
    assertThat(run(tools, "LD_BIND_NOW", "").printed()).contains(missing.words());

    loader.install(library("dumps@JSON_1", "loads@JSON_1"));
    tools.write("old.map", "JSON_1 { global: dumps; loads; };\n");
    tools.make(
        "cc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libjson.so.1",
        "-Wl,--version-script,old.map",
        "-o",
        "libjson.so.1",
        "both.c");
    LinkError version = loader.start(machine.start("two"), program, Binding.LAZY).orElseThrow();
    assertThat(run(tools, "LD_BIND_NOW", "").printed().replace(folder + "/", ""))
        .contains(version.words());
  }

  /// The real program, linked against a library that has all it needs.
  ///
  /// @param versioned whether in version `JSON_2`, or without any
  private static RealTools tools(Path folder, boolean versioned) throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("cc", "mv");
    tools.write("both.c", "int dumps(void) { return 1; }\nint loads(void) { return 2; }\n");
    tools.write("new.map", (versioned ? "JSON_2" : "") + " { global: dumps; loads; };\n");
    tools.write(
        "main.c",
        """
        #include <stdio.h>
        int dumps(void); int loads(void);
        int main(void) {
          dumps();
          puts("dumps is there");
          fflush(stdout);
          return loads();
        }
        """);
    tools.make(
        "cc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libjson.so.1",
        "-Wl,--version-script,new.map",
        "-o",
        "libjson.so.1",
        "both.c");
    tools.make(
        "cc", "-Wl,-z,lazy", "-o", "python", "main.c", "./libjson.so.1", "-Wl,-rpath," + folder);
    return tools;
  }

  private static RealTools.Result run(RealTools tools, String variable, String value)
      throws IOException {
    RealTools.Result result = tools.run(Map.of(variable, value), List.of("./python"));
    return new RealTools.Result(result.code(), result.printed().replace("./python", "python"));
  }

  private LinkedImage program() {
    return programAgainst(library("dumps", "loads"));
  }

  private LinkedImage programAgainst(LinkedImage library) {
    ObjectFile main =
        new ObjectFile(
            "main.o", 50, 0, List.of(LinkedSymbol.parse("main")), List.of("dumps", "loads"));
    return link(Kind.DYNAMIC, "python", "", main, library);
  }

  private static LinkedImage library(String... defined) {
    ObjectFile object =
        new ObjectFile(
            "json.o",
            60,
            0,
            List.of(defined).stream().map(LinkedSymbol::parse).toList(),
            List.of());
    return link(Kind.SHARED, "libjson.so", "libjson.so.1", object);
  }

  private static LinkedImage link(Kind kind, String name, String soname, LinkerInput... inputs) {
    return LinkEditor.link(kind, name, soname, List.of(inputs), SHAPE.pageSize(), SHAPE.pages())
        .image()
        .orElseThrow();
  }

  /// Of N programs that all call all of a library of L pages, each with one page of its own: linked
  /// statically N × (1 + L); shared N × (code + slots as they were + slots) + L. Of N processes of
  /// one program: the first is as before, each other costs nothing, or the page with its slots.
  @Test
  void whatLinkingCosts() {
    int pages = 10;
    for (int count = 1; count <= 8; count++) {
      assertThat(framesOf(count, pages, Kind.STATIC, true)).isEqualTo(count * (1 + pages));
      assertThat(framesOf(count, pages, Kind.DYNAMIC, true)).isEqualTo(3 * count + pages);
      assertThat(framesOf(count, pages, Kind.STATIC, false)).isEqualTo(1 + pages);
      assertThat(framesOf(count, pages, Kind.DYNAMIC, false)).isEqualTo(2 + count + pages);
    }
  }

  /// @param different whether each process runs a program of its own
  private static int framesOf(int count, int libraryPages, Kind kind, boolean different) {
    Machine machine = new Machine(SHAPE);
    Loader loader = new Loader(machine);
    int size = libraryPages * SHAPE.pageSize();
    ObjectFile object = new ObjectFile("c.o", size, 0, List.of(LinkedSymbol.parse("f")), List.of());
    LinkedImage shared = link(Kind.SHARED, "libc.so", "libc.so", object);
    loader.install(shared);
    LinkerInput library = kind == Kind.STATIC ? object : shared;
    List<LinkedImage> programs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int own = kind == Kind.STATIC ? SHAPE.pageSize() : SHAPE.pageSize() - LinkedImage.STUB;
      ObjectFile main =
          new ObjectFile("main.o", own, 0, List.of(LinkedSymbol.parse("main")), List.of("f"));
      programs.add(link(kind, "p" + i, "", main, library));
    }
    for (int i = 0; i < count; i++) {
      Task task = machine.start("t" + i);
      LinkedImage program = programs.get(different ? i : 0);
      assertThat(loader.start(task, program, Binding.LAZY)).isEmpty();
      for (int page = 0; page < 3 + libraryPages; page++) {
        machine.read(task, (long) page * SHAPE.pageSize());
      }
    }
    return SHAPE.frames() - machine.freeFrames();
  }

  /// What a fork shares is bound for both; what one binds later the other does not see.
  @Test
  void slotsAreCopiedOnWrite() {
    loader.install(library("dumps", "loads"));
    Task parent = machine.start("parent");
    assertThat(loader.start(parent, program(), Binding.LAZY)).isEmpty();
    loader.call(parent, "", "dumps");
    Task child = machine.fork(parent, "child");
    loader.forked(parent, child);
    loader.call(child, "", "dumps");
    assertThat(loader.lookups(child)).isZero();
    loader.call(child, "", "loads");
    assertThat(loader.lookups(child)).isEqualTo(1);
    loader.call(parent, "", "loads");
    assertThat(loader.lookups(parent)).isEqualTo(2);
  }

  /// A slot is only bytes: who overwrites one leads the next call astray.
  @Test
  void aSlotThatIsOverwrittenLeadsAstray() {
    loader.install(library("dumps", "loads"));
    Task task = machine.start("task");
    LinkedImage program = program();
    assertThat(loader.start(task, program, Binding.NOW)).isEmpty();
    long slot = (long) program.codePages() * SHAPE.pageSize();
    machine.write(task, slot + 1, 0x7f);
    Call call = loader.call(task, "", "dumps");
    assertThat(call.access().orElseThrow().outcome()).isEqualTo(Outcome.SEGMENTATION_FAULT);
  }

  @Test
  void whatDlopenBroughtGoesAgainIfItFails() {
    ObjectFile module =
        new ObjectFile(
            "m.o", 40, 0, List.of(LinkedSymbol.parse("init")), List.of("dumps", "nowhere"));
    LinkedImage library = library("dumps", "loads");
    loader.install(library);
    loader.install(link(Kind.SHARED, "module.so", "module.so", module, library));
    Task task = machine.start("task");
    ObjectFile main = new ObjectFile("m.o", 40, 0, List.of(LinkedSymbol.parse("main")), List.of());
    assertThat(loader.start(task, link(Kind.STATIC, "p", "", main), Binding.LAZY)).isEmpty();
    int before = machine.usage(task).virtual();
    Optional<LinkError> error = loader.open(task, "module.so", Binding.NOW);
    assertThat(error).contains(new LinkError.UndefinedSymbol("module.so", "nowhere"));
    assertThat(machine.usage(task).virtual()).isEqualTo(before);
    assertThat(loader.loaded(task)).hasSize(1);
    assertThat(loader.open(task, "module.so", Binding.LAZY)).isEmpty();
    assertThat(loader.loaded(task)).hasSize(3);
    assertThat(loader.callIn(task, "module.so", "dumps").error()).isEmpty();
  }
}
