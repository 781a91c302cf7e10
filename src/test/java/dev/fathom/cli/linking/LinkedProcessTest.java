package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.linking.Bindings;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.RelocationColumns.Kind;
import dev.fathom.model.linking.StartPages;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.survey.linking.ProcessLinks;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is linked in a process: judged by the addresses that its loader has put in place, by
/// `/proc/PID/maps`, and by the kernel's counters.
final class LinkedProcessTest {
  /// `-Dfathom.link.bindings=1000000` compares all.
  private static final int SAMPLED = Integer.getInteger("fathom.link.bindings", 1000);

  private static final int LIBRARIES = 150;
  private static final int MANY = 100;

  /// Libraries that take over functions of the program when they are loaded, or end it.
  private static final String INTRUSIVE =
      ".*(san|alloc|fakeroot|SegFault|memusage|pcprofile|thread_db|LLVM|clang|cuda|nss_|java|jvm).*";

  @TempDir private Path folder;

  /// Symbols are bound to whom the loader took for them.
  @Test
  void bindingsAreThoseOfTheLoader() throws IOException {
    List<Object> libraries = libraries();
    Assumptions.assumeTrue(libraries.size() >= MANY, "fewer than 100 shared libraries here");
    try (NativeTarget target =
        NativeTarget.start(
            CProgram.compile("linked.c", "-ldl"),
            Map.of("LD_BIND_NOW", "1"),
            libraries.toArray())) {
      LinkedProcess process = ProcessLinks.of(Math.toIntExact(target.pid()));
      assertThat(process.loaded()).hasSizeGreaterThan(MANY);
      LinkGraph graph = process.graph();
      List<long[]> places = new ArrayList<>();
      for (int file = 0; file < graph.files().size(); file++) {
        RelocationColumns all = graph.files().get(file).relocations();
        for (int i = 0; i < all.count(); i++) {
          if (all.symbol(i) != 0 && (all.kind(i) == Kind.SYMBOL || all.kind(i) == Kind.CALL)) {
            places.add(new long[] {file, i});
          }
        }
      }
      java.util.Collections.shuffle(places, new Random(1));
      Bindings bindings = new Bindings();
      try (RandomAccessFile memory = new RandomAccessFile("/proc/" + target.pid() + "/mem", "r")) {
        int compared = 0;
        for (long[] place : places) {
          if (compared < SAMPLED) {
            compared += compare(process, bindings, (int) place[0], (int) place[1], memory) ? 1 : 0;
          }
        }
        assertThat(compared).isGreaterThanOrEqualTo(Math.min(SAMPLED, 1000));
      }
    }
  }

  /// Compares a place with what stands in it; whether there was something to compare.
  private static boolean compare(
      LinkedProcess process, Bindings bindings, int number, int place, RandomAccessFile memory)
      throws IOException {
    LinkGraph graph = process.graph();
    LinkedFile file = graph.files().get(number);
    RelocationColumns all = file.relocations();
    LoadedFile loaded = process.loaded().get(number);
    long at = loaded.bias() + all.place(place);
    if (all.kind(place) == Kind.SYMBOL && isWritable(process.identity().process(), at)) {
      return false; // a variable, to which the library itself may have given another value
    }
    memory.seek(at);
    long there = Long.reverseBytes(memory.readLong());
    String name = graph.names().text(file.symbols().name(all.symbol(place)));
    Optional<Bindings.Definition> bound =
        bindings.bound(graph, graph.scope(number), number, all.symbol(place), all.kind(place));
    String what = "%s in %s".formatted(name, file.path());
    if (bound.isEmpty()) {
      // A weak symbol that nobody has is nothing; an addend may stand in its place.
      assertThat(file.symbols().is(all.symbol(place), SymbolColumns.WEAK)).as(what).isTrue();
      return false;
    }
    LinkedFile winner = graph.files().get(bound.get().file());
    int symbol = bound.get().symbol();
    long bias = process.loaded().get(bound.get().file()).bias();
    if (winner.symbols().is(symbol, SymbolColumns.CHOSEN)) {
      // Code has chosen which code it is: in the same file, or the kernel's.
      long end = bias + winner.layout().end();
      if (there < bias || there >= end) {
        assertThat(isKernels(process.identity().process(), there)).as(what).isTrue();
      }
      return true;
    }
    long from = bias + winner.symbols().value(symbol);
    if (all.kind(place) == Kind.SYMBOL && there != from) {
      // The address of something in it: what is added stands in the file alone.
      assertThat(there).as(what).isBetween(bias, bias + winner.layout().end());
      return false;
    }
    assertThat(there).as("%s: taken from %s", what, winner.path()).isEqualTo(from);
    return true;
  }

  private static final Map<Long, TreeMap<Long, String>> MAPS = new HashMap<>();

  private static boolean isWritable(long process, long address) throws IOException {
    TreeMap<Long, String> maps = MAPS.get(process);
    if (maps == null) {
      maps = new TreeMap<>();
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/maps"))) {
        if (!line.startsWith("f")) {
          maps.put(Long.parseLong(line.split("-", 2)[0], 16), line.split(" ", -1)[1]);
        }
      }
      MAPS.put(process, maps);
    }
    return maps.floorEntry(address).getValue().startsWith("rw");
  }

  private static boolean isKernels(int process, long address) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process + "/maps")).stream()
        .filter(line -> line.endsWith("[vdso]"))
        .map(line -> line.split("[- ]", -1))
        .anyMatch(ends ->
            address >= Long.parseLong(ends[0], 16) && address < Long.parseLong(ends[1], 16));
  }

  private static List<Object> libraries() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/usr/lib/x86_64-linux-gnu"))) {
      return all.filter(file -> file.getFileName().toString().matches("lib[^/]*\\.so\\.\\d+"))
          .filter(file -> !file.getFileName().toString().matches(INTRUSIVE))
          .sorted()
          .limit(LIBRARIES)
          .map(Object.class::cast)
          .toList();
    } catch (java.nio.file.NoSuchFileException other) {
      return List.of();
    }
  }

  /// The pages that the loader writes are the kernel's private dirty pages, to the page, of
  /// libraries that write nothing themselves; each file is in the list that the kernel has.
  @Test
  void relocatedPagesAreTheKernelsPrivateDirtyPages() throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("gcc");
    List<Object> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      StringBuilder source =
          new StringBuilder("static int v; extern int printf(const char *, ...);");
      source.append("int kept[%d] = {1}; char zeros[%d];".formatted(500 * i + 7, 9000 * i + 3));
      for (int entry = 0; entry < 700 * i; entry++) {
        source
            .append("void *const t")
            .append(entry)
            .append(" = &v; int k")
            .append(entry)
            .append(" = ")
            .append(entry)
            .append("; ");
      }
      source.append("int call(void) { return printf(\"\"); } void *p = (void *) printf;");
      tools.write("table.c", source.toString());
      String name = folder.resolve("libtable" + i + ".so").toString();
      tools.make(
          "gcc",
          "-shared",
          "-fPIC",
          "-o",
          name,
          "table.c",
          i % 2 == 0 ? "-Wl,-z,lazy" : "-Wl,-z,now",
          i < 3 ? "-Wl,-z,relro" : "-Wl,-z,norelro");
      try (FileChannel written = FileChannel.open(Path.of(name), StandardOpenOption.WRITE)) {
        written.force(true); // or the file's own pages are dirty, too
      }
      made.add(name);
    }
    try (NativeTarget target =
        NativeTarget.start(CProgram.compile("linked.c", "-ldl"), made.toArray())) {
      LinkRun run = LinkRun.of(target.pid());
      LinkedProcess process = ProcessLinks.of(Math.toIntExact(target.pid()));
      for (Object library : made) {
        LinkedFile file =
            process.graph().files().stream()
                .filter(each -> each.path().equals(library))
                .findFirst()
                .orElseThrow();
        long dirty = privateDirty(target.pid(), library.toString());
        assertThat(StartPages.of(file).length * 4096L).as(library.toString()).isEqualTo(dirty);
        Map<String, @Nullable Object> row =
            run.libraries().stream()
                .filter(each -> library.equals(each.get("path")))
                .findFirst()
                .orElseThrow();
        assertThat(row).containsEntry("relocated", dirty).containsEntry("relocatedWritten", dirty);
      }
      // In the order in which they were opened, behind what the program needs.
      List<String> paths =
          run.libraries().stream().map(row -> String.valueOf(row.get("path"))).toList();
      assertThat(paths.subList(paths.size() - made.size(), paths.size()))
          .isEqualTo(made.stream().map(Object::toString).toList());
      assertThat(paths).doesNotHaveDuplicates();
    }
  }

  /// Of the mappings of a file, as `smaps` counts them.
  private static long privateDirty(long process, String path) throws IOException {
    long bytes = 0;
    boolean of = false;
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        of = line.endsWith(" " + path);
      } else if (of && line.startsWith("Private_Dirty:")) {
        bytes += Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return bytes;
  }

  /// Segments that stand far apart share a page of the file, whose start is mapped twice.
  @Test
  void aFileWhoseStartIsMappedTwiceIsOne() throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("gcc");
    tools.write("apart.c", "int variable = 1; int *where(void) { return &variable; }");
    String name = folder.resolve("libapart.so").toString();
    tools.make(
        "gcc",
        "-shared",
        "-fPIC",
        "-o",
        name,
        "apart.c",
        "-Wl,-z,max-page-size=0x200000,-z,noseparate-code,-z,norelro");
    try (NativeTarget target = NativeTarget.start(CProgram.compile("linked.c", "-ldl"), name)) {
      List<String> starts =
          Files.readAllLines(Path.of("/proc/" + target.pid() + "/maps")).stream()
              .filter(line -> line.endsWith(" " + name) && line.contains(" 00000000 "))
              .toList();
      Assumptions.assumeTrue(starts.size() > 1, "the linker here leaves no page of two segments");
      List<Map<String, @Nullable Object>> rows =
          LinkRun.of(target.pid()).libraries().stream()
              .filter(row -> name.equals(row.get("path")))
              .toList();
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst())
          .containsEntry("bias", Long.parseLong(starts.getFirst().split("-", 2)[0], 16))
          .containsEntry("relocatedWritten", rows.getFirst().get("relocated"));
    }
  }

  @Test
  void whoWonIsReadFromTheProcess() throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("gcc");
    for (String name : List.of("one", "two")) {
      tools.write(name + ".c", "int state = 1; int *%s(void) { return &state; }".formatted(name));
      tools.make(
          "gcc",
          "-shared",
          "-fPIC",
          "-Wl,-soname,lib" + name + ".so",
          "-o",
          "lib" + name + ".so",
          name + ".c");
    }
    tools.write(
        "both.c",
        "#include <stdio.h>\n#include <unistd.h>\nint *one(void); int *two(void); int main(void) { char c;"
            + " printf(\"same %d\\nready %d\\n\", one() == two(), getpid()); fflush(stdout);"
            + " while (read(0, &c, 1) > 0); }");
    tools.make("gcc", "-o", "both", "both.c", "libone.so", "libtwo.so", "-Wl,-rpath," + folder);
    try (NativeTarget target = NativeTarget.start(folder.resolve("both"))) {
      assertThat(LinkRun.of(target.pid()).only("symbol-twice"))
          .startsWith("libtwo.so has state itself, and uses those of ")
          .contains("/libone.so");
    }
  }

  @Test
  void namespacesAndVersionsOfOneLibrary() throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("gcc");
    tools.write("v.c", "int version(void) { return 1; }");
    tools.make("gcc", "-shared", "-fPIC", "-Wl,-soname,libv.so.1", "-o", "libv.so.1", "v.c");
    tools.make("gcc", "-shared", "-fPIC", "-Wl,-soname,libv.so.2", "-o", "libv.so.2", "v.c");
    tools.write(
        "apart.c",
        "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <stdio.h>\n#include <unistd.h>\n"
            + "int main(int n, char **v) { char c; if (!dlopen(v[1], RTLD_NOW) ||"
            + " !dlmopen(LM_ID_NEWLM, v[2], RTLD_NOW)) { puts(dlerror()); return 1; }"
            + " printf(\"ready %d\\n\", getpid()); fflush(stdout); while (read(0, &c, 1) > 0); }");
    tools.make("gcc", "-o", "apart", "apart.c", "-ldl");
    try (NativeTarget target =
        NativeTarget.start(
            folder.resolve("apart"), folder.resolve("libv.so.1"), folder.resolve("libv.so.2"))) {
      LinkRun run = LinkRun.of(target.pid());
      assertThat(run.only("same-library-twice")).startsWith("libv is loaded from 2 files");
      Map<String, Object> namespaces = new HashMap<>();
      for (Map<String, @Nullable Object> row : run.libraries()) {
        String path = String.valueOf(row.get("path"));
        namespaces.put(
            path.substring(path.lastIndexOf('/') + 1), String.valueOf(row.get("namespace")));
      }
      assertThat(namespaces)
          .containsEntry("libv.so.1", "0")
          .containsEntry("libv.so.2", "1")
          .containsEntry("apart", "0");
    }
  }

  @Test
  void aPageHasAPictureOfAllFiles() throws IOException {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("linked.c", "-ldl"))) {
      Path page = folder.resolve("page.html");
      FathomRun.of("link", target.pid(), "-o", page).assertFine();
      String text = Files.readString(page);
      assertThat(text).startsWith("<!doctype html>").contains("<svg").doesNotContain("<script");
      assertThat(text.split("<rect", -1).length - 1)
          .isEqualTo(LinkRun.of(target.pid()).libraries().size());
      assertThat(FathomRun.of("link", target.pid(), "-o", page, "--json").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void copiesAndReplacedFilesAreTold() throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("gcc");
    tools.write(
        "one.c",
        "int one(void) { return 1; } int shared_state = 1; int *where(void) { return &shared_state; }");
    tools.make("gcc", "-shared", "-fPIC", "-Wl,--build-id", "-o", "libthing.so.1", "one.c");
    Files.createDirectory(folder.resolve("copy"));
    Files.copy(folder.resolve("libthing.so.1"), folder.resolve("copy/libthing-0a1b2c3d.so.1"));
    tools.make("gcc", "-shared", "-fPIC", "-o", "libgone.so", "one.c");
    tools.make("gcc", "-shared", "-fPIC", "-o", "libnew.so", "one.c");
    Object[] opened = {
      folder.resolve("libthing.so.1"),
      folder.resolve("copy/libthing-0a1b2c3d.so.1"),
      folder.resolve("libgone.so"),
      folder.resolve("libnew.so")
    };
    try (NativeTarget target = NativeTarget.start(CProgram.compile("linked.c", "-ldl"), opened)) {
      Files.delete(folder.resolve("libgone.so"));
      Files.delete(folder.resolve("libnew.so"));
      tools.make("gcc", "-shared", "-fPIC", "-DNEW", "-o", "libnew.so", "one.c");
      LinkRun run = LinkRun.of(target.pid());
      assertThat(run.only("same-library-twice")).startsWith("libthing is loaded from 2 files");
      assertThat(run.only("same-build-twice")).contains("are the same build in different files");
      assertThat(
              run.findings().stream()
                  .filter(finding -> "replaced-file".equals(finding.get("id")))
                  .map(finding -> String.valueOf(finding.get("sentence"))))
          .anySatisfy(each -> assertThat(each).contains("libgone.so was deleted"))
          .anySatisfy(each -> assertThat(each).contains("libnew.so was replaced"));
    }
  }

  @Test
  void aStaticProgramHasNoList() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("blocks.c", "-static"), 0, 10)) {
      LinkRun run = LinkRun.of(target.pid());
      assertThat(run.libraries()).hasSize(1);
    }
  }
}
