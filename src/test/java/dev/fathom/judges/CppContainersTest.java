package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.SharedLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each container of the C++ standard library holds what the program put into it, and nothing else
/// does: `containers.cc`, which counts what it allocates itself.
final class CppContainersTest {
  private static final int FEWEST_CASES = 90;
  private static final String[] STANDARD = {"-std=c++20", "-O0", "-g0"};
  private static final String UNREACHED = "<unreached ";

  /// What the thread that used it has as well: each has pools of its own in the resource, which its
  /// specific data leads to.
  private static final Set<String> OF_THREAD = Set.of("pmr_synchronized");

  /// Chunks that the library takes from malloc itself.
  private static final Map<String, Integer> NOT_COUNTED = Map.of("exception", 1);

  /// Who has the library, and the compiler that goes with it.
  enum Library {
    LIBSTDCXX,
    LIBSTDCXX_STRIPPED,
    LIBCXX;

    Path compile() {
      return switch (this) {
        case LIBSTDCXX -> CProgram.compileCpp("containers.cc", STANDARD);
        case LIBSTDCXX_STRIPPED -> CProgram.stripped(LIBSTDCXX.compile());
        case LIBCXX -> CProgram.compileCppWithClang("containers.cc", STANDARD);
      };
    }
  }

  /// What leads to the containers.
  enum Root {
    STATIC,
    PLACE,
    THREAD,
    LOCAL;

    /// {@return what the path of all that a case holds is like}
    String path(Library library, String name) {
      return switch (this) {
        case STATIC, PLACE ->
            library == Library.LIBSTDCXX_STRIPPED
                ? ".*: \\+0x.*"
                : ".*: " + word() + "_" + name + "(?!\\w).*";
        case THREAD -> "main thread's thread-locals.*";
        case LOCAL -> "main thread's stack.*";
      };
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A case.
  ///
  /// @param container to which the root leads
  /// @param chunks all that the program allocated for it: address, and what malloc says is usable
  private record Planted(String name, long container, Map<Long, Long> chunks) {}

  /// What is wrong, by case; of several wrongs of a sort the first.
  private static final class Wrong {
    private final Map<String, String> all = new TreeMap<>();

    void add(Planted planted, String sort, String detail) {
      all.putIfAbsent(planted.name() + ": " + sort, detail);
    }
  }

  static List<Arguments> programs() {
    List<Arguments> programs = new ArrayList<>();
    for (Root root : Root.values()) {
      programs.add(Arguments.of(Library.LIBSTDCXX, root, ""));
    }
    programs.add(Arguments.of(Library.LIBSTDCXX_STRIPPED, Root.STATIC, ""));
    programs.add(Arguments.of(Library.LIBCXX, Root.STATIC, ""));
    programs.add(Arguments.of(Library.LIBCXX, Root.PLACE, ""));
    for (String allocator :
        List.of("libjemalloc.so.2", "libmimalloc.so.2.0", "libtcmalloc_minimal.so.4")) {
      programs.add(Arguments.of(Library.LIBSTDCXX, Root.STATIC, allocator));
    }
    return programs;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void holdWhatWasPutIntoThem(Library library, Root root, String allocator) throws Exception {
    try (NativeTarget target = start(library, root, allocator)) {
      List<Planted> planted = planted(target);
      assertThat(planted).hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
      Wrong wrong = new Wrong();
      Analysis held = look(target);
      for (Planted each : planted) {
        compare(held, each, root.path(library, each.name()), root != Root.PLACE, wrong);
      }
      target.command("drop");
      Analysis dropped = look(target);
      planted.forEach(each -> compareLost(dropped, each, wrong));
      assertThat(wrong.all).as("of %d cases", planted.size()).isEmpty();
    }
  }

  private static NativeTarget start(Library library, Root root, String allocator) {
    Map<String, String> environment =
        allocator.isEmpty()
            ? Map.of()
            : Map.of("LD_PRELOAD", SharedLibrary.require(allocator).toString());
    return NativeTarget.start(library.compile(), environment, root.word());
  }

  private static List<Planted> planted(NativeTarget target) {
    Map<String, Map<Long, Long>> chunks = new LinkedHashMap<>();
    for (List<String> line : target.announced("chunk")) {
      chunks
          .computeIfAbsent(line.getFirst(), name -> new LinkedHashMap<>())
          .put(Long.parseLong(line.get(1)), Long.parseLong(line.get(2)));
    }
    return target.announced("case").stream()
        .map(line ->
            new Planted(
                line.getFirst(),
                Long.parseLong(line.get(1)),
                chunks.getOrDefault(line.getFirst(), Map.of())))
        .toList();
  }

  private static Analysis look(NativeTarget target) throws Exception {
    return Analysis.of(
        Look.atProcess(Math.toIntExact(target.pid()), Pause.of(Freeze.PTRACE), Depth.ALL));
  }

  /// Compares what a container holds.
  ///
  /// @param path what the path of each of its chunks is like
  /// @param alone whether it is a chunk of its own, without which the others would not be held
  private static void compare(
      Analysis analysis, Planted planted, String path, boolean alone, Wrong wrong) {
    Findings findings = analysis.findings();
    boolean shared = OF_THREAD.contains(planted.name());
    int container = findings.objects().beginningAt(planted.container()).orElse(-1);
    planted
        .chunks()
        .forEach((address, usable) -> {
          int chunk = findings.objects().beginningAt(address).orElse(-1);
          if (chunk < 0) {
            wrong.add(planted, "no chunk", Long.toHexString(address));
            return;
          }
          if (findings.objects().shallow(chunk) != usable) {
            wrong.add(planted, "size", usable + " not " + findings.objects().shallow(chunk));
          }
          String told = analysis.paths().path(chunk);
          if (shared ? told.startsWith(UNREACHED) : !told.matches(path)) {
            wrong.add(planted, "path", usable + " bytes " + told);
          } else if (alone && !shared && !dominates(analysis.dominators(), container, chunk)) {
            wrong.add(planted, "held elsewhere too", usable + " bytes " + told);
          }
        });
    int counted = planted.chunks().size() + NOT_COUNTED.getOrDefault(planted.name(), 0);
    if (alone && !shared && analysis.retained().objects(container) != counted) {
      wrong.add(planted, "chunks", counted + " not " + analysis.retained().objects(container));
    }
  }

  private static boolean dominates(Dominators dominators, int holder, int object) {
    for (int at = object; at >= 0; at = dominators.of(at)) {
      if (at == holder) {
        return true;
      }
    }
    return false;
  }

  private static void compareLost(Analysis analysis, Planted planted, Wrong wrong) {
    if (OF_THREAD.contains(planted.name())) {
      return;
    }
    planted
        .chunks()
        .forEach((address, usable) -> {
          int chunk = analysis.findings().objects().beginningAt(address).orElse(-1);
          String told = chunk < 0 ? "no chunk" : analysis.paths().path(chunk);
          if (!told.startsWith(UNREACHED)) {
            wrong.add(planted, "not lost", usable + " bytes " + told);
          }
        });
  }
}
