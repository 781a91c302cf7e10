package dev.fathom.analysis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.object.Holder;
import dev.fathom.testing.Heaps;
import org.junit.jupiter.api.Test;

/// The shortest expression for an object.
final class OwnerPathsTest {
  private static final long STEP = 64;

  private final Heaps heap = Heaps.python();
  private long next = 0x10000;

  private int object(String type) {
    next += STEP;
    return heap.object(type, next, 48);
  }

  private int text(String text) {
    int object = object("str");
    heap.spelling(object, text);
    return object;
  }

  private String path(int object) {
    return Analysis.of(heap.findings()).paths().path(object);
  }

  @Test
  void isSpelledAsCodeWouldSpellIt() {
    int module = object("module");
    int app = object("app.App");
    int list = object("list");
    int user = object("app.User");
    heap.root("__main__", module)
        .attribute(module, text("app"), app)
        .attribute(app, text("users"), list)
        .item(list, 17, user);
    assertThat(path(user)).isEqualTo("__main__.app.users[17]");
    assertThat(path(module)).isEqualTo("__main__");
  }

  @Test
  void isTheShortest() {
    int module = object("module");
    int far = object("list");
    int deeper = object("list");
    int thing = object("app.Thing");
    heap.root("__main__", module)
        .attribute(module, text("far"), far)
        .item(far, 0, deeper)
        .item(deeper, 0, thing)
        .attribute(module, text("thing"), thing);
    assertThat(path(thing)).isEqualTo("__main__.thing");
  }

  /// What a module holds too, however far from it, is the module's.
  @Test
  void aModuleIsNamedBeforeAFunction() {
    int module = object("module");
    int list = object("list");
    int thing = object("app.Thing");
    heap.frame("serve()$thing", thing)
        .root("__main__", module)
        .attribute(module, text("all"), list)
        .item(list, 2, thing);
    assertThat(path(thing)).isEqualTo("__main__.all[2]");
  }

  @Test
  void aFunctionIsNamedWhereNoModuleHoldsIt() {
    int thing = object("app.Thing");
    heap.frame("serve()$thing", thing);
    assertThat(path(thing)).isEqualTo("serve()$thing");
  }

  @Test
  void whatNothingHoldsIsCalledSo() {
    int first = object("app.Thing");
    int second = object("app.Thing");
    heap.edge(first, "other", second).edge(second, "other", first);
    assertThat(path(first)).isEqualTo("<unreached Thing>");
    assertThat(path(second)).startsWith("<unreached Thing>").isNotEqualTo(path(first));
  }

  /// Memory that a library gave back and got again may still lead to what is the program's now.
  @Test
  void theProgramsVariablesComeBeforeThoseOfItsLibraries() {
    Heaps plain = Heaps.plain();
    int ofLibrary = plain.object("C memory", 0x10000, 48);
    int table = plain.object("C memory", 0x10040, 48);
    int row = plain.object("C memory", 0x10080, 48);
    int cell = plain.object("C memory", 0x100c0, 48);
    plain
        .held(ofLibrary, Holder.Kind.LIBRARY, "libx.so")
        .held(table, Holder.Kind.LIBRARY, "made-up")
        .edge(ofLibrary, "+0x8", cell)
        .edge(table, "+0x0", row)
        .edge(row, "+0x10", cell);
    assertThat(Analysis.of(plain.findings()).paths().path(cell)).isEqualTo("made-up->+0x0->+0x10");
  }
}
