package dev.fathom.analysis.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which sequences could be one object, in a heap that is made up: items of 64 bytes each.
final class PackableTest {
  private static final long BASE = 0x100000;
  private static final int MANY = 1000;
  private static final long ITEM = 64;

  /// As an object of `array.array` with its buffer.
  private static final long ARRAY = 96;

  private final Heaps heap = Heaps.python().memory(BASE, BASE + (1 << 20));
  private final int module = object("module", 24);
  private long next = BASE + ITEM;

  private int object(String type, long shallow) {
    long at = next == 0 ? BASE : next;
    heap.chunk(at, ITEM, ChunkState.LIVE);
    next = at + ITEM;
    return heap.object(type, at, shallow);
  }

  private int list(String name) {
    int spelled = object("str", 45);
    int list = object("list", 40);
    heap.spelling(spelled, name).attribute(module, spelled, list);
    return list;
  }

  private void fill(int list, String type, long shallow) {
    for (int place = 0; place < MANY; place++) {
      heap.item(list, place, object(type, shallow));
    }
  }

  private List<Packable> found() {
    heap.root("__main__", module);
    return Packable.of(Analysis.of(heap.findings()), 1000);
  }

  @Test
  void numbers() {
    fill(list("kept"), "float", 24);
    assertThat(found())
        .containsExactly(
            new Packable(
                "__main__.kept",
                "list",
                "float",
                "an array",
                "kept = array.array('d', kept)",
                1,
                MANY,
                (MANY + 1) * ITEM,
                (MANY + 1) * ITEM - ARRAY - 8 * MANY));
  }

  /// What is in a text stays: all but the head that one with nothing in it has.
  @Test
  void texts() {
    object("str", 41);
    fill(list("kept"), "str", 51);
    assertThat(found())
        .extracting(Packable::saving)
        .containsExactly((MANY + 1) * ITEM - ITEM - 11 * MANY);
  }

  @Test
  void whatOthersReferToDoesNotGo() {
    int kept = list("kept");
    int other = list("other");
    for (int place = 0; place < MANY; place++) {
      int number = object("float", 24);
      heap.item(kept, place, number).item(other, place, number);
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void itemsOfSeveralTypesOrTooLargeOnesDoNotFit() {
    int kept = list("kept");
    fill(kept, "float", 24);
    heap.item(kept, MANY, object("str", 51)).item(kept, MANY + 1, object("float", 24));
    fill(list("large"), "int", 36);
    assertThat(found()).isEmpty();
  }

  @Test
  void smallOnesAreToldTogether() {
    for (int list = 0; list < 10; list++) {
      int kept = list("row" + list);
      for (int place = 0; place < 20; place++) {
        heap.item(kept, place, object("float", 24));
      }
    }
    long saving = 21 * ITEM - ARRAY - 8 * 20;
    heap.root("__main__", module);
    assertThat(Packable.of(Analysis.of(heap.findings()), 2 * saving))
        .containsExactly(
            new Packable(
                "__main__.row0",
                "list",
                "float",
                "an array",
                "",
                10,
                200,
                210 * ITEM,
                10 * saving));
  }

  /// The three that would save most, and the others in the name of the first of them.
  @Test
  void theLargestAreToldAlone() {
    for (int list = 0; list < 6; list++) {
      int kept = list("row" + list);
      for (int place = 0; place < 20 + 10 * list; place++) {
        heap.item(kept, place, object("float", 24));
      }
    }
    heap.root("__main__", module);
    assertThat(Packable.of(Analysis.of(heap.findings()), 1000))
        .extracting(Packable::path, Packable::sequences, Packable::items, Packable::saving)
        .containsExactly(
            tuple("__main__.row5", 1L, 70L, saving(70)),
            tuple("__main__.row4", 1L, 60L, saving(60)),
            tuple("__main__.row3", 1L, 50L, saving(50)),
            tuple("__main__.row2", 3L, 90L, saving(20) + saving(30) + saving(40)));
  }

  private static long saving(long items) {
    return (items + 1) * ITEM - ARRAY - 8 * items;
  }
}
