package dev.fathom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.ForeignTarget;
import dev.fathom.testing.Json;
import dev.fathom.testing.TargetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runtimes whose heaps are not read: each is recognised, its heap is an account of its own that
/// agrees with what the runtime says of itself, and nothing is claimed that it could belie.
final class UnreadRuntimeTest {
  private static final String GO =
      """
      package main

      import (
      	"fmt"
      	"io"
      	"os"
      	"runtime"
      	"runtime/metrics"
      )

      func main() {
      	var keep [][]byte
      	for i := 0; i < 1000; i++ {
      		b := make([]byte, 32768)
      		for j := range b {
      			b[j] = byte(j)
      		}
      		keep = append(keep, b)
      	}
      	wait := make(chan int)
      	for i := 0; i < 5000; i++ {
      		go func() { <-wait }()
      	}
      	runtime.GC()
      	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"},
      		{Name: "/memory/classes/heap/stacks:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
      		{Name: "/memory/classes/heap/free:bytes"}}
      	metrics.Read(s)
      	fmt.Println("least", s[0].Value.Uint64()+s[1].Value.Uint64()/2)
      	fmt.Println("most", s[0].Value.Uint64()+s[1].Value.Uint64()+s[2].Value.Uint64()+s[3].Value.Uint64())
      	fmt.Println("ready", os.Getpid())
      	io.ReadAll(os.Stdin)
      	fmt.Println(len(keep))
      }
      """;

  private static final String NODE =
      """
      global.kept = [];
      for (let i = 0; i < 40; i++) kept.push(Buffer.alloc(1 << 20, 1));
      for (let i = 0; i < 300000; i++) kept.push({ number: i, text: 'x' + i });
      gc();
      const used = process.memoryUsage();
      console.log('least', used.heapUsed);
      console.log('most', used.heapTotal + (24 << 20)); // code, and V8's own zones
      console.log('ready', process.pid);
      process.stdin.resume();
      """;

  private static final String JAVA =
      """
      import java.nio.ByteBuffer;
      import java.util.*;

      public class Holder {
        static final List<Object> KEPT = new ArrayList<>();

        public static void main(String[] arguments) throws Exception {
          for (int i = 0; i < 400; i++) KEPT.add(new byte[100_000]);
          for (int i = 0; i < 20; i++) KEPT.add(ByteBuffer.allocateDirect(1 << 20));
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          System.out.println("least " + (runtime.totalMemory() - runtime.freeMemory()));
          // The collector's tables, the compiler's code and the metaspace besides.
          System.out.println("most " + (runtime.totalMemory() + (96 << 20)));
          System.out.println("ready " + ProcessHandle.current().pid());
          System.in.read();
        }
      }
      """;

  private static final String PHP =
      """
      <?php
      $kept = [];
      for ($i = 0; $i < 300000; $i++) $kept[] = "text number " . $i;
      echo "least ", (int) (memory_get_usage(false) * 0.8), "\\n"; // arrays grow ahead
      echo "most ", memory_get_usage(true) + (4 << 20), "\\n";
      echo "ready ", getmypid(), "\\n";
      fgets(STDIN);
      """;

  private static final String RUBY =
      """
      kept = (0...300000).map { |i| ["text number #{i}", i] }
      GC.start
      slots = GC.stat
      puts "least #{slots[:heap_live_slots] * 40 * 9 / 10}"
      puts "most #{slots[:heap_allocated_pages] * 65536 + (8 << 20)}"
      puts "ready #{$$}"
      STDOUT.flush
      STDIN.gets
      """;

  private static final String LUA =
      """
      kept = {}
      for i = 1, 100000 do kept[i] = { i, "text " .. i } end
      collectgarbage()
      print("least 0")
      print("most " .. 0)
      local status = io.open("/proc/self/stat")
      print("ready " .. status:read("n"))
      io.stdout:flush()
      io.read()
      """;

  private static final String ERLANG =
      """
      -module(holder).
      -export([main/0]).
      main() ->
        Kept = [{I, integer_to_list(I), make_ref()} || I <- lists:seq(1, 100000)],
        erlang:garbage_collect(),
        Total = erlang:memory(total),
        Carriers = lists:sum([element(2, lists:keyfind(carriers_size, 1, S)) ||
          A <- [eheap_alloc, binary_alloc, ets_alloc, ll_alloc, std_alloc, fix_alloc, driver_alloc,
                sl_alloc, temp_alloc], {instance, _, I} <- erlang:system_info({allocator, A}),
          {K, L} <- I, K =:= mbcs orelse K =:= sbcs,
          S <- [[{carriers_size, element(2, lists:keyfind(carriers_size, 1, L))}]]]),
        io:format("least ~p~nmost ~p~nready ~s~n", [Total div 3, Carriers + (64 bsl 20), os:getpid()]),
        io:get_line(""),
        length(Kept).
      """;

  private static final String UNREAD = "unread";

  @TempDir private static Path directory;

  /// A program, and how it is started.
  ///
  /// @param name of the runtime in `target.unread`
  /// @param hides whether leaks and owners are withheld
  /// @param account which its heap is
  /// @param file that is written before, of this source; empty for none
  record Program(
      String name,
      boolean hides,
      String account,
      String file,
      String source,
      List<String> before,
      List<String> run) {
    Program(
        String name,
        boolean hides,
        String file,
        String source,
        List<String> before,
        List<String> run) {
      this(name, hides, UNREAD, file, source, before, run);
    }

    @Override
    public String toString() {
      return name + ": " + String.join(" ", run);
    }
  }

  /// A runtime that maps its heap itself, and the command that runs a source beside the targets.
  private static Program mapped(String name, String... command) {
    return new Program(name, true, UNREAD, "", "", List.of(), source(command));
  }

  /// One that has its heap in chunks of malloc.
  private static Program inChunks(String name, String... command) {
    return new Program(name, true, "malloc.live", "", "", List.of(), source(command));
  }

  private static List<String> source(String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.add("SOURCES/" + line.removeLast());
    return line;
  }

  /// One whose programs are compiled to files of their own.
  private static Program compiled(String name, String account, String compiler) {
    List<String> command = List.of(compiler.split(" ", -1));
    String program = command.get(command.indexOf("-o") + 1);
    return new Program(name, true, account, "", "", command, List.of(program));
  }

  static Stream<Program> programs() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.of(
        new Program(
            "go",
            true,
            "holder.go",
            GO,
            List.of("go", "build", "-o", "DIR/go", "DIR/holder.go"),
            List.of("DIR/go")),
        new Program(
            "go",
            true,
            "holder.go",
            GO,
            List.of(
                "go", "build", "-ldflags=-s -w -buildid=", "-o", "DIR/stripped", "DIR/holder.go"),
            List.of("DIR/stripped")),
        new Program(
            "v8", true, "h.js", NODE, List.of(), List.of("node", "--expose-gc", "DIR/h.js")),
        new Program(
            "hotspot",
            true,
            "Holder.java",
            JAVA,
            List.of(),
            List.of(java, "-Xmx256m", "DIR/Holder.java")),
        new Program("php", true, "h.php", PHP, List.of(), List.of("php", "DIR/h.php")),
        new Program("ruby", true, "h.rb", RUBY, List.of(), List.of("ruby", "DIR/h.rb")),
        new Program("lua", false, "h.lua", LUA, List.of(), List.of("lua5.4", "DIR/h.lua")),
        new Program(
            "beam",
            true,
            "holder.erl",
            ERLANG,
            List.of("erlc", "-o", "DIR", "DIR/holder.erl"),
            List.of("erl", "-noshell", "-pa", "DIR", "-s", "holder", "main")),
        mapped("spidermonkey", "gjs", "holder.gjs"),
        mapped("guile", "guile", "--no-auto-compile", "holder.guile.scm"),
        mapped("chez", "scheme", "--script", "holder.chez.ss"),
        mapped("racket", "racket", "holder.rkt"),
        mapped("sbcl", "sbcl", "--script", "holder.lisp"),
        mapped("clisp", "clisp", "-q", "holder.lisp"),
        mapped("ecl", "ecl", "--norc", "--shell", "holder.lisp"),
        mapped("polyml", "poly", "--script", "holder.sml"),
        compiled("ghc", "unread", "ghc -v0 -O0 -outputdir DIR -o DIR/haskell SOURCES/Holder.hs"),
        compiled(
            "ghc",
            "unread",
            "ghc -v0 -O0 -optl-s -outputdir DIR -o DIR/stripped-haskell SOURCES/Holder.hs"),
        compiled("ocaml", "malloc.live", "ocamlopt -o DIR/ocaml SOURCES/holder.ml"),
        inChunks("r", "Rscript", "holder.R"),
        inChunks("swipl", "swipl", "holder.swi.pl"),
        inChunks("chicken", "csi", "-q", "-s", "holder.csi.scm"),
        inChunks("mruby", "mruby", "holder.mrb"),
        inChunks("moarvm", "rakudo", "holder.raku"),
        inChunks("pike", "pike", "holder.pike"),
        inChunks("newlisp", "newlisp", "holder.lsp"),
        inChunks("tcl", "tclsh", "holder.tcl"));
  }

  private static List<String> here(List<String> command) {
    return command.stream()
        .map(word ->
            word.replace("DIR", directory.toString())
                .replace("SOURCES", TargetSource.path("unread").toString()))
        .toList();
  }

  private static ForeignTarget start(Program program) throws IOException {
    if (!program.file.isEmpty()) {
      Files.writeString(directory.resolve(program.file), program.source);
    }
    if (!program.before.isEmpty()) {
      ForeignTarget.run(here(program.before));
    }
    return ForeignTarget.start(here(program.run));
  }

  private static boolean isWithin(long bytes, ForeignTarget target) throws IOException {
    return bytes >= number(target.says().get("least")) && bytes <= most(target);
  }

  /// What it says, or else what the kernel counts of anonymous memory: its heap is no more.
  private static long most(ForeignTarget target) throws IOException {
    Long said = target.says().get("most");
    return said == null ? anonymous(target.pid()) : said;
  }

  private static long anonymous(long process) throws IOException {
    // Not /proc/PID/status, which adds up counters of each processor only now and then.
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/smaps_rollup"))) {
      if (line.startsWith("Anonymous:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IllegalStateException("no sum of anonymous memory of " + process);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void itsHeapIsAnAccountOfItsOwn(Program program) throws IOException {
    try (ForeignTarget target = start(program)) {
      Map<String, @Nullable Object> report = FathomRun.of("--json", target.pid()).json();
      // What it says of itself it said a moment ago: it may have collected since.
      for (int again = 0;
          again < 5 && !isWithin(account(report, program.account), target);
          again++) {
        report = FathomRun.of("--json", target.pid()).json();
      }
      assertThat(names(report)).containsOnlyOnce(program.name);
      assertThat(String.valueOf(report.get("warnings"))).contains("not-read");
      assertThat(account(report, program.account))
          .as("the account, and what the runtime says of itself")
          .isBetween(target.says().get("least"), most(target));
      assertThat(account(report, "stacks")).as("stacks").isLessThan(4 << 20);
      long rss = number(Json.object(report.get("balance")).get("rss"));
      long read = number(Json.object(report.get("cost")).get("bytesRead"));
      assertThat(read).as("bytes read").isLessThanOrEqualTo(rss * 3 / 2);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void nothingIsClaimedThatItCouldBelie(Program program) throws IOException {
    try (ForeignTarget target = start(program)) {
      Path snapshot = directory.resolve("look.fathom");
      FathomRun taken = FathomRun.of("snapshot", target.pid(), "-o", snapshot);
      // A collector of its own may be at work at that moment: then the answer is partial, and says
      // so.
      for (int again = 0; again < 5 && taken.code() == ExitCode.PARTIAL; again++) {
        taken = FathomRun.of("snapshot", target.pid(), "-o", snapshot);
      }
      assertThat(taken.code()).as(taken.err() + taken.out()).isEqualTo(ExitCode.FINE);
      for (Object subject : List.of(target.pid(), snapshot)) {
        for (String command : List.of("leaks", "owners")) {
          FathomRun text = FathomRun.of(command, subject);
          Map<String, @Nullable Object> json = FathomRun.of(command, subject, "--json").json();
          if (program.hides) {
            assertThat(text.code()).isEqualTo(ExitCode.PARTIAL);
            assertThat(text.out()).contains("not told").contains("is not read");
            assertThat(Json.array(json.get(command))).isEmpty();
            assertThat(String.valueOf(json.get("withheld"))).contains("not told");
          } else {
            assertThat(text.code()).isEqualTo(ExitCode.FINE);
            assertThat(json).doesNotContainKey("withheld");
          }
        }
      }
    }
  }

  /// valgrind has a malloc of its own, in memory that it maps; so all of that is its heap.
  @Test
  void whereNoChunkWasReadNothingIsToldAsChunks() throws IOException {
    Files.writeString(directory.resolve("h.lua"), LUA);
    ForeignTarget.run(List.of("lua5.4", "-v")); // valgrind without it would fail
    try (ForeignTarget target =
        ForeignTarget.start(here(List.of("valgrind", "--quiet", "lua5.4", "DIR/h.lua")))) {
      FathomRun run = FathomRun.of(target.pid());
      assertThat(run.code()).isEqualTo(ExitCode.FINE);
      assertThat(run.out())
          .contains("Lua (not read)", "is the heap of Valgrind (not read)")
          .doesNotContain("chunks of malloc", "heap of Lua (not read)");
    }
  }

  private static List<@Nullable Object> names(Map<String, @Nullable Object> report) {
    List<@Nullable Object> names = new ArrayList<>();
    for (Object each : Json.array(Json.object(report.get("target")).get("unread"))) {
      names.add(Json.object(each).get("name"));
    }
    return names;
  }

  private static long number(@Nullable Object value) {
    return ((Number) requireNonNull(value)).longValue();
  }

  private static long account(Map<String, @Nullable Object> report, String id) {
    for (Object each : Json.array(Json.object(report.get("balance")).get("accounts"))) {
      Map<String, @Nullable Object> account = Json.object(each);
      if (id.equals(account.get("id"))) {
        return number(account.get("resident"));
      }
    }
    return 0;
  }
}
