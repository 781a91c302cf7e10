package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.Layouts;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.view.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A heap that was made to mislead: structures that lead to themselves, sizes that no heap has,
/// names that are none. There is an answer, soon, that adds up.
final class HostileHeapTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long ABSURD = 1L << 62;
  private static final int INSTANCES = 300;

  /// A recorded process, what is found in it undamaged, and where its structures have their fields.
  private record Heap(RecordedTarget record, Findings sound, Layout layout) {
    RecordedTarget copy() {
      return record.copy();
    }

    long offset(String struct, String field) {
      return layout.struct(struct).offset(field);
    }

    /// The addresses of all objects of a type.
    List<Long> objects(String type) {
      List<Long> found = new ArrayList<>();
      ObjectTable objects = sound.objects();
      for (int object = 0; object < objects.count(); object++) {
        if (sound.types().get(objects.type(object)).qualifiedName().equals(type)) {
          found.add(objects.address(object));
        }
      }
      assertThat(found).as(type).isNotEmpty();
      return found;
    }

    /// The address of a type object.
    long type(String name) {
      TypeTable types = sound.types();
      for (int type = 0; type < types.count(); type++) {
        if (types.get(type).qualifiedName().equals(name)) {
          return types.get(type).address();
        }
      }
      throw new AssertionError("no type " + name);
    }
  }

  /// What is done with a heap.
  @FunctionalInterface
  private interface Use {
    void of(Heap heap) throws ProcessAccessException;
  }

  /// The kinds of dicts and of objects: one version of each layout.
  static List<Interpreter> interpreters() {
    return Interpreters.readable().stream()
        .filter(each -> each.version().matches("2\\.7.*|3\\.(8|11|14)\\..*"))
        .filter(each -> each.stripped() || !each.version().startsWith("3.11."))
        .toList();
  }

  private static void with(Interpreter interpreter, Use use) throws ProcessAccessException {
    String[] version = interpreter.version().split("\\.", -1);
    Layout layout =
        Layouts.forVersion(Integer.parseInt(version[0]), Integer.parseInt(version[1]))
            .orElseThrow();
    try (PythonTarget python = PythonTarget.start(interpreter, "million.py", INSTANCES);
        Target live = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      RecordedTarget record = RecordedTarget.of(live);
      use.of(new Heap(record, survey(record), layout));
    }
  }

  private static Findings survey(Target target) throws ProcessAccessException {
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  private static Findings soon(Target target) {
    return assertTimeoutPreemptively(SOON, () -> TornMemoryTest.assertAddsUp(target));
  }

  @ParameterizedTest
  @MethodSource("interpreters")
  void basesInARing(Interpreter interpreter) throws ProcessAccessException {
    with(
        interpreter,
        heap -> {
          RecordedTarget torn = heap.copy();
          long base = heap.offset("PyTypeObject", "tp_base");
          long mro = heap.offset("PyTypeObject", "tp_mro");
          long node = heap.type("__main__.Node");
          long point = heap.type("__main__.Point");
          torn.word(node + base, point);
          torn.word(point + base, node);
          torn.word(node + mro, node);
          long marker = heap.type("__main__.Marker");
          torn.word(marker + base, marker);
          Findings findings = soon(torn);
          // Of what is not in the ring, nothing is lost.
          assertThat(count(findings, "dict")).isGreaterThan(100);
        });
  }

  @ParameterizedTest
  @MethodSource("interpreters")
  void sizesThatNoHeapHas(Interpreter interpreter) throws ProcessAccessException {
    with(
        interpreter,
        heap -> {
          RecordedTarget torn = heap.copy();
          long size = heap.offset("PyVarObject", "ob_size");
          for (String type : List.of("list", "tuple", "code", "frozenset", "set")) {
            each(heap.objects(type), address -> torn.word(address + size, ABSURD));
          }
          each(
              heap.objects("set"),
              address -> torn.word(address + heap.offset("PySetObject", "mask"), ABSURD - 1));
          each(
              heap.objects("collections.deque"),
              address -> torn.word(address + heap.offset("dequeobject", "rightindex"), ABSURD));
          Findings findings = soon(torn);
          // A list says how many items it has, and its table how many there can be.
          EdgeTable edges = findings.references().edges();
          assertThat(edges.count()).isLessThan(4 * heap.sound().references().edges().count());
        });
  }

  @ParameterizedTest
  @MethodSource("interpreters")
  void dictsThatLeadToThemselves(Interpreter interpreter) throws ProcessAccessException {
    with(
        interpreter,
        heap -> {
          boolean two = heap.layout().struct("PyDictObject").has("ma_table");
          long keys = heap.offset("PyDictObject", two ? "ma_table" : "ma_keys");
          List<Long> dicts = heap.objects("dict");

          // Each its own table, with itself for every key and value.
          RecordedTarget itself = heap.copy();
          each(dicts, address -> itself.word(address + keys, address));
          soon(itself);

          // Tables full of their own address.
          RecordedTarget full = heap.copy();
          each(
              dicts,
              address -> {
                long table = full.word(address + keys);
                for (long at = table + 64; at < table + 256; at += Long.BYTES) {
                  if (full.word(at) != 0) {
                    full.word(at, table);
                  }
                }
              });
          soon(full);

          // All the table of one, and of no end.
          RecordedTarget shared = heap.copy();
          long table = shared.word(dicts.getFirst() + keys);
          each(dicts, address -> shared.word(address + keys, table));
          for (long at = table + Long.BYTES; at < table + 40; at += Long.BYTES) {
            shared.word(at, ABSURD);
          }
          soon(shared);
        });
  }

  @ParameterizedTest
  @MethodSource("interpreters")
  void namesThatAreNone(Interpreter interpreter) throws ProcessAccessException {
    with(
        interpreter,
        heap -> {
          RecordedTarget torn = heap.copy();
          // Every word in the middle of each string: no UTF-8, a terminal's escape, a line's end.
          long evil = 0x0a_4a_32_5b_1b_ff_c0_80L;
          long text = heap.layout().struct("PyTypeObject").offset("tp_name");
          each(
              heap.objects("str"),
              address -> {
                for (long at = address + 40; at < address + 64; at += Long.BYTES) {
                  if (isText(torn.word(at))) {
                    torn.word(at, evil);
                  }
                }
              });
          for (String type : List.of("__main__.Node", "__main__.Point", "dict", "list")) {
            long name = torn.word(heap.type(type) + text);
            torn.word(name & -Long.BYTES, evil);
          }
          Findings findings = soon(torn);
          List<String> lines =
              TextReport.lines(
                  ReportAnswer.of(
                      findings,
                      Bookkeeper.balance(findings),
                      Analysis.of(findings).owners(),
                      Analysis.of(findings).packable(),
                      5),
                  Integer.MAX_VALUE,
                  TypeOrder.COUNT,
                  Style.PLAIN,
                  100);
          assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
          assertThat(names(findings))
              .as("names that were damaged")
              .anyMatch(HostileHeapTest::isEvil);
        });
  }

  static List<Interpreter> thatTellTheirStructure() {
    return Interpreters.supported().stream().filter(each -> each.isAtLeast(3, 13)).toList();
  }

  /// Free-threaded builds are not to be had here; what such a build says of itself is.
  @ParameterizedTest
  @MethodSource("thatTellTheirStructure")
  void aFreeThreadedBuildIsSaidNotToBeReadable(Interpreter interpreter)
      throws ProcessAccessException {
    with(
        interpreter,
        heap -> {
          RecordedTarget torn = heap.copy();
          long runtime =
              torn.modules().stream()
                  .map(module -> address(module, "_PyRuntime"))
                  .flatMapToLong(OptionalLong::stream)
                  .findFirst()
                  .orElseThrow();
          torn.word(runtime + 16, 1); // _Py_DebugOffsets.free_threaded
          Findings findings = soon(torn);
          assertThat(findings.partial()).isTrue();
          assertThat(findings.warnings())
              .anyMatch(warning -> warning.message().contains("free-threaded"));
          // Mappings are read by nobody, and told all the same.
          assertThat(
                  IntStream.range(0, findings.objects().count())
                      .map(object -> findings.objects().type(object))
                      .filter(type -> !findings.types().isMapped(type)))
              .isEmpty();
          assertThat(findings.chunks().count()).isGreaterThan(1000);
          assertThat(findings.references().edges().count()).isZero();
        });
  }

  private static OptionalLong address(LoadedModule module, String symbol) {
    return module.address(symbol);
  }

  private static void each(List<Long> addresses, Consumer<Long> action) {
    addresses.forEach(action);
  }

  /// Whether all bytes of a word are printable ASCII.
  private static boolean isText(long word) {
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      long letter = word >>> shift & 0xff;
      if (letter < ' ' || letter > '~') {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(Findings findings) {
    List<String> names = new ArrayList<>(findings.references().spellings().values());
    for (int type = 0; type < findings.types().count(); type++) {
      names.add(findings.types().get(type).name());
    }
    return names;
  }

  private static boolean isEvil(String name) {
    return name.indexOf('\u001b') >= 0;
  }

  private static long count(Findings findings, String type) {
    long count = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      int id = findings.objects().type(object);
      count += findings.types().get(id).qualifiedName().equals(type) ? 1 : 0;
    }
    return count;
  }
}
