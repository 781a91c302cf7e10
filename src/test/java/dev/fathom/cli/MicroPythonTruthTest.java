package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Json;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythonTarget.MemInfo;
import dev.fathom.testing.MicroPythons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom finds in a MicroPython against what `micropython.mem_info()`, the program itself and
/// its next collection say.
final class MicroPythonTruthTest {
  private static final String KNOWN = "dev.fathom.testing.MicroPythons#known";
  private static final int NODES = 2000;
  private static final int GARBAGE = 500;
  private static final long BLOCK = 32;

  /// What is left without a type: what no field that is known leads to, and what two share.
  private static final double UNTYPED = 0.01;

  @ParameterizedTest
  @MethodSource(KNOWN)
  void everyNumberOfMemInfoIsEqual(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      Findings findings = look(target);
      assertThat(findings.warnings()).isEmpty();
      assertThat(memInfo(findings)).isEqualTo(target.memInfo());
    }
  }

  /// A heap that is nearly full, in a chunk among others.
  @ParameterizedTest
  @MethodSource(KNOWN)
  void aSmallHeapIsRead(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = MicroPythonTarget.start(interpreter, "60K", 100, 50)) {
      Findings findings = look(target);
      assertThat(findings.warnings()).isEmpty();
      assertThat(memInfo(findings)).isEqualTo(target.memInfo());
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void aFullHeapIsRead(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = MicroPythonTarget.full(interpreter, "1M")) {
      Findings findings = look(target);
      assertThat(findings.warnings()).isEmpty();
      assertThat(target.memInfo().free()).isLessThan(target.memInfo().total() / 100);
      assertThat(memInfo(findings)).isEqualTo(target.memInfo());
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void theLargestFreeRunIsToldWithTheArea(Path interpreter) {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      Map<String, @Nullable Object> json =
          FathomRun.of("fragmentation", target.pid(), "--json").assertFine().json();
      List<Map<String, @Nullable Object>> classes =
          Json.array(json.get("poolClasses")).stream().map(Json::object).toList();
      assertThat(classes)
          .filteredOn(each -> !Long.valueOf(0).equals(each.get("blockBytes")))
          .singleElement()
          .satisfies(each -> {
            long block = (Long) Objects.requireNonNull(each.get("blockBytes"));
            assertThat(each.get("largestFree")).isEqualTo(target.memInfo().largestFree() * block);
          });
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void objectsAreAsManyAsTheProgramMade(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      Findings findings = look(target);
      Map<String, Long> counts = counts(findings);
      assertThat(target.planted()).isNotEmpty();
      target.planted().forEach((type, count) -> assertThat(counts).containsEntry(type, count));
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void garbageIsWhatTheNextCollectionFrees(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      Findings findings = look(target);
      Leaks leaks = Analysis.of(findings).leaks();
      assertThat(leaks.of(Leaks.Evidence.UNCOUNTED)).isEqualTo(leaks.leaks());
      long garbage = leaks.leaks().stream().mapToLong(Leaks.Leak::bytes).sum();
      assertThat(target.memInfo().used() - garbage).isEqualTo(target.collect());
    }
  }

  /// Each block holds an object, or is a table or text of one.
  @ParameterizedTest
  @MethodSource(KNOWN)
  void everyBlockHasATypeOrAnOwner(Path interpreter) throws ProcessAccessException {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      Findings findings = look(target);
      BufferTable buffers = findings.buffers();
      for (int buffer = 0; buffer < buffers.count(); buffer++) {
        int block = findings.blocks().at(buffers.payload(buffer));
        if (findings.blocks().state(block) == BlockState.LIVE.code()) {
          assertThat(buffers.owner(buffer)).isNotEqualTo(BufferTable.NOBODY);
        }
      }
      long untyped = counts(findings).getOrDefault("(no type)", 0L);
      assertThat(untyped).isLessThan((long) (findings.objects().count() * UNTYPED));
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void whatIsPlantedHasItsPath(Path interpreter) {
    try (MicroPythonTarget target = start(interpreter, "2M")) {
      assertThat(
              FathomRun.of("path", target.pid(), "__main__.Leaf", "--top", 60).assertFine().out())
          .contains(
              "__main__.cache[*][*]",
              "__main__.cache[*]",
              "__main__.ordered['first']",
              "__main__.ordered['second']['deep'][1]",
              "__main__.bunch{…}",
              "__main__.pair.left",
              "__main__.running$argument",
              "__main__.running$1[0]",
              "__main__.closure.__closure__[0].cell_contents",
              "__main__.closure.__func__.__defaults__",
              "__main__.queue[0]",
              "__main__.odd.<native base>.args[0]",
              "__main__.derived.<native base>[0]",
              "serve()$3");
      assertThat(FathomRun.of("path", target.pid(), "__main__.cache['x'][3]").assertFine().out())
          .contains("__main__.cache['x'][3]");
      assertThat(FathomRun.of("path", target.pid(), "__main__.Node").assertFine().out())
          .contains("__main__.nodes[*]", "__main__.method.__self__");
      assertThat(FathomRun.of("owners", target.pid()).assertFine().out())
          .contains("__main__.nodes", "serve()");
    }
  }

  @Test
  void everyCommandKnowsIt(@TempDir Path folder) throws Exception {
    try (MicroPythonTarget target = start(MicroPythons.any(), "2M")) {
      long pid = target.pid();
      assertThat(FathomRun.of("report", pid).assertFine().out())
          .contains("MicroPython 1.", "(stripped)", "MicroPython objects", "__main__.Node");
      Path snapshot = folder.resolve("micro.fathom");
      FathomRun.of("snapshot", pid, "-o", snapshot).assertFine();
      assertThat(FathomRun.of("owners", snapshot).assertFine().out()).contains("__main__.nodes");
      assertThat(FathomRun.of("leaks", pid).assertFine().out())
          .containsPattern("gc.collect\\(\\) would free\\s+them")
          .contains("reference cycle: __main__.Leaf .me[*] → back");
      target.collect();
      assertThat(FathomRun.of("diff", snapshot, pid).assertFine().out()).contains("__main__.Leaf");
      Path capture = folder.resolve("micro.core");
      FathomRun.of("capture", pid, "-o", capture).assertFine();
      assertThat(FathomRun.of("report", capture).assertFine().out()).contains("__main__.Node");
      assertThat(FathomRun.of("explain", pid, "__main__.nodes[7]").assertFine().out())
          .contains("__main__.Node");
      assertThat(FathomRun.of("explain", pid, "__main__.cache").assertFine().out())
          .contains("mp_obj_dict_t", "tag 010: interned str", "tag 1: small int", "tag 00: address")
          .doesNotContain("small int 7");
      assertThat(FathomRun.of("explain", pid, "__main__.cache", "--values").assertFine().out())
          .contains("tag 010: interned str x", "0xf, tag 1: small int 7");
      assertThat(FathomRun.of("fragmentation", pid).assertFine().out()).contains("GC areas");
      assertThat(FathomRun.of("pins", pid).assertFine().out()).isNotBlank();
      assertThat(FathomRun.of("pages", pid).assertFine().out()).isNotBlank();
      Path page = folder.resolve("micro.html");
      FathomRun.of("html", pid, "-o", page).assertFine();
      assertThat(Files.readString(page)).contains("__main__.Node");
    }
  }

  private static MicroPythonTarget start(Path interpreter, String heap) {
    return MicroPythonTarget.start(interpreter, heap, NODES, GARBAGE);
  }

  private static Findings look(MicroPythonTarget micropython) throws ProcessAccessException {
    try (Target target = LiveProcess.open((int) micropython.pid(), Freeze.PTRACE)) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  /// The same numbers from the pieces that were told.
  private static MemInfo memInfo(Findings findings) {
    Extents blocks = findings.blocks();
    long used = 0;
    long free = 0;
    long ones = 0;
    long twos = 0;
    long largest = 0;
    long largestFree = 0;
    for (int block = 0; block < blocks.count(); block++) {
      long count = (blocks.end(block) - blocks.start(block)) / BLOCK;
      if (blocks.state(block) == BlockState.LIVE.code()) {
        used += count * BLOCK;
        ones += count == 1 ? 1 : 0;
        twos += count == 2 ? 1 : 0;
        largest = Math.max(largest, count);
      } else if (blocks.state(block) == BlockState.FREE.code()) {
        free += count * BLOCK;
        largestFree = Math.max(largestFree, count);
      }
    }
    return new MemInfo(used + free, used, free, ones, twos, largest, largestFree);
  }

  private static Map<String, Long> counts(Findings findings) {
    ObjectTable objects = findings.objects();
    Map<String, Long> counts = new HashMap<>();
    for (int object = 0; object < objects.count(); object++) {
      counts.merge(findings.types().get(objects.type(object)).qualifiedName(), 1L, Long::sum);
    }
    return counts;
  }
}
