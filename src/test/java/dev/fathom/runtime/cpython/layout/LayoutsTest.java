package dev.fathom.runtime.cpython.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Offsets here are written down from the headers of the versions, not from the resources.
class LayoutsTest {
  static Stream<Layout> every() {
    return Stream.concat(
        Stream.of(Layouts.forVersion(2, 7).orElseThrow()),
        Stream.iterate(6, minor -> minor <= 14, minor -> minor + 1)
            .map(minor -> Layouts.forVersion(3, minor).orElseThrow()));
  }

  @Test
  void versionsThatAreNotKnown() {
    assertThat(Layouts.forVersion(3, 5)).isEmpty();
    assertThat(Layouts.forVersion(3, 99)).isEmpty();
    assertThat(Layouts.forVersion(-1, -1)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("every")
  void allHaveWhatEveryObjectNeeds(Layout layout) {
    assertThat(layout.struct("PyObject").offset("ob_type")).isEqualTo(8);
    assertThat(layout.struct("PyListObject").offset("ob_refcnt")).isZero();
    assertThat(layout.struct("PyListObject").offset("ob_size")).isEqualTo(16);
    assertThat(layout.struct("PyListObject").offset("ob_item")).isEqualTo(24);
    StructLayout type = layout.struct("PyTypeObject");
    assertThat(type.offset("tp_name")).isEqualTo(24);
    assertThat(type.offset("tp_basicsize")).isEqualTo(32);
    assertThat(type.offset("tp_itemsize")).isEqualTo(40);
    assertThat(type.offset("tp_flags")).isEqualTo(168);
    assertThat(layout.struct("PyHeapTypeObject").offset("tp_base")).isEqualTo(256);
    assertThat(layout.struct("PyHeapTypeObject").offset("ht_name")).isGreaterThan(type.size());
  }

  @ParameterizedTest
  @MethodSource("every")
  void fieldsLieInTheirStructs(Layout layout) {
    Stream.concat(
            layout.structs().stream(),
            layout.runtimes().stream()
                .flatMap(runtime ->
                    Stream.of("PyInterpreterState", "PyThreadState", "pool_header")
                        .map(runtime::struct)))
        .forEach(struct ->
            assertThat(struct.fields())
                .as("CPython %s %s", struct.version(), struct.name())
                .isNotEmpty()
                .allSatisfy((name, field) -> {
                  assertThat(field.offset() + field.size()).isBetween(0L, struct.size());
                  assertThat(field.bits() > 0).isEqualTo(field.kind() == Field.Kind.BITS);
                  if (Set.of(Field.Kind.OBJECT, Field.Kind.POINTER, Field.Kind.TAGGED)
                      .contains(field.kind())) {
                    assertThat(field.elementSize()).isEqualTo(8);
                  }
                }));
  }

  @ParameterizedTest
  @MethodSource("every")
  void runtimesNameTheirBuilds(Layout layout) {
    assertThat(layout.runtimes())
        .isNotEmpty()
        .allSatisfy(runtime -> {
          RuntimeLayout.Build build = runtime.builds().getFirst();
          assertThat(build.version()).startsWith(layout.version() + ".");
          assertThat(build.buildId()).matches("[0-9a-f]{40}");
          assertThat(layout.runtime(build.buildId())).containsSame(runtime);
          assertThat(runtime.struct("PyInterpreterState").has("next")).isTrue();
          assertThat(runtime.struct("PyThreadState").has("dict")).isTrue();
        });
    assertThat(layout.runtime("00")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2, 7, 32", "3, 6, 32", "3, 7, 32", "3, 8, 16", "3, 9, 16", "3, 13, 16", "3, 14, 16"})
  void headOfTheCollector(int major, int minor, long bytes) {
    Layout layout = Layouts.forVersion(major, minor).orElseThrow();
    assertThat(layout.constants().gcHeadBytes()).isEqualTo(bytes);
    assertThat(layout.struct("PyGC_Head").size()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"6, 48, 72", "8, 48, 72", "11, 48, 72", "12, 40, 56", "13, 40, 56", "14, 40, 56"})
  void headsOfText(int minor, long ascii, long compact) {
    Layout layout = Layouts.forVersion(3, minor).orElseThrow();
    assertThat(layout.struct("PyASCIIObject").size()).isEqualTo(ascii);
    assertThat(layout.struct("PyCompactUnicodeObject").size()).isEqualTo(compact);
    Field kind = layout.struct("PyUnicodeObject").field("state.kind");
    assertThat(kind.offset()).isEqualTo(32);
    assertThat(kind.extract(0b1_010_11)).isEqualTo(0b010);
  }

  @ParameterizedTest
  @CsvSource({"6, 4096, 262144", "9, 4096, 262144", "10, 16384, 1048576", "14, 16384, 1048576"})
  void poolsAndArenas(int minor, long poolBytes, long arenaBytes) {
    assertThat(Layouts.forVersion(3, minor).orElseThrow().constants())
        .extracting(Constants::poolBytes, Constants::arenaBytes, Constants::poolHeaderBytes)
        .containsExactly(poolBytes, arenaBytes, 48L);
  }

  @Test
  void itemsOfTuples() {
    Field items = Layouts.forVersion(3, 13).orElseThrow().struct("PyTupleObject").field("ob_item");
    assertThat(items).isEqualTo(new Field(24, 8, Field.Kind.OBJECT, 1, 0, 0));
    // ob_hash came in 3.14
    StructLayout later = Layouts.forVersion(3, 14).orElseThrow().struct("PyTupleObject");
    assertThat(later.offset("ob_item")).isEqualTo(32);
    assertThat(later.offset("ob_hash")).isEqualTo(24);
  }

  @Test
  void structsByPythonType() {
    Layout old = Layouts.forVersion(2, 7).orElseThrow();
    Layout layout = Layouts.forVersion(3, 12).orElseThrow();
    assertThat(old.structOfType("int")).contains(old.struct("PyIntObject"));
    assertThat(layout.structOfType("int")).contains(layout.struct("PyLongObject"));
    assertThat(layout.structOfType("collections.deque")).contains(layout.struct("dequeobject"));
    assertThat(layout.structOfType("Spam")).isEmpty();
  }

  @Test
  void structsBeginWithTheirBase() {
    Layout layout = Layouts.forVersion(3, 11).orElseThrow();
    assertThat(layout.struct("defdictobject").fields().keySet())
        .startsWith("ob_refcnt", "ob_type", "ma_used");
    assertThat(layout.struct("PyOSErrorObject").offset("traceback"))
        .isEqualTo(layout.struct("PyBaseExceptionObject").offset("traceback"));
  }

  @Test
  void whatBuildsOfOneVersionDoNotShareIsLeftOut() {
    Layout layout = Layouts.forVersion(3, 13).orElseThrow();
    StructLayout group = layout.struct("PyBaseExceptionGroupObject"); // grew before 3.13.18
    assertThat(group.varies()).isTrue();
    assertThat(group.has("excs")).isTrue();
    assertThat(group.has("excs_str")).isFalse();
    assertThat(layout.runtimes())
        .extracting(runtime -> runtime.struct("_gc_runtime_state").offset("generations"))
        .containsExactly(24L, 20L, 20L);
  }

  @Test
  void whatIsMissingIsNamed() {
    Layout layout = Layouts.forVersion(3, 12).orElseThrow();
    assertThat(layout.find("PyIntObject")).isEmpty();
    assertThatThrownBy(() -> layout.struct("PyIntObject"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CPython 3.12 has no struct PyIntObject");
    assertThatThrownBy(() -> layout.struct("PyTupleObject").offset("ob_hash"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CPython 3.12: PyTupleObject has no field ob_hash that is known");
    RuntimeLayout runtime = layout.runtimes().getFirst();
    assertThat(runtime.find("_Py_freelists")).isEmpty();
    assertThatThrownBy(() -> runtime.struct("_Py_freelists"))
        .hasMessage("CPython 3.12.1 has no struct _Py_freelists");
  }
}
