package dev.fathom.export.chrome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.micropython.words.MicroPythonDialect;
import dev.fathom.testing.Heaps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class HeapSnapshotTest {
  private static final long BASE = 0x10000;

  @Test
  void objectsAreNodesOfTheirTypesAndReferencesHaveNames() throws IOException {
    Heaps heap = heap(8);
    int module = heap.object("module", BASE, 64);
    int cart = heap.object("app.Cart", BASE + 0x100, 64);
    int items = heap.object("list", BASE + 0x200, 64);
    int name = heap.object("str", BASE + 0x300, 64);
    int key = heap.object("str", BASE + 0x400, 64);
    int first = heap.object("app.Item", BASE + 0x500, 64);
    int number = heap.object("int", BASE + 0x600, 64);
    int table = heap.object("dict", BASE + 0x700, 64);
    heap.root("__main__", module)
        .spelling(name, "items")
        .edge(module, "{}", cart)
        .attribute(cart, name, items)
        .edge(cart, "__dict__", table)
        .item(items, 7, first)
        .entry(table, key, number)
        .entry(table, name, first);
    ReadHeapSnapshot read = read(heap.findings());
    assertThat(read.nodes().getFirst().type()).isEqualTo("synthetic");
    assertThat(read.edgesOf(0)).contains("element 1 -> (GC roots)", "property __main__ -> module");
    assertThat(read.nodes().get(read.called("app.Cart")).type()).isEqualTo("object");
    assertThat(read.edgesOf(read.called("module"))).containsExactly("internal {} -> app.Cart");
    assertThat(read.edgesOf(read.called("app.Cart")))
        .containsExactly("property items -> list", "internal __dict__ -> dict");
    assertThat(read.edgesOf(read.called("list"))).containsExactly("element 7 -> app.Item");
    assertThat(read.edgesOf(read.called("dict")))
        .as("a key that is data is told by its type")
        .containsExactly("internal [str key] -> int", "property items -> app.Item");
  }

  @Test
  void allThatIsResidentAddsUpToRss() throws IOException {
    Heaps heap = heap(3);
    int held = heap.object("app.Held", BASE, 64);
    heap.object("app.Lost", BASE + 0x100, 64);
    heap.object("app.OfThread", BASE + 0x200, 64, 0, ObjectRole.ORDINARY, 0);
    heap.held(2, Holder.Kind.STACK, "main thread").root("__main__.held", held);
    Findings findings = heap.findings();
    ReadHeapSnapshot read = read(findings);
    assertThat(read.bytes()).isEqualTo(findings.rss());
    assertThat(read.edgesOf(read.called("main thread")))
        .containsExactly("property stack -> app.OfThread");
    assertThat(read.edgesOf(read.called("(held from nowhere that shows)")))
        .containsExactly("element 1 -> app.Lost");
    assertThat(read.retained()[0]).isEqualTo(findings.rss());
  }

  @Test
  void whatGarbageLeadsToItDoesNotKeep() throws IOException {
    Heaps heap = Heaps.of(new MicroPythonDialect()).memory(BASE, BASE + 0x1000);
    for (int object = 0; object < 3; object++) {
      heap.chunk(BASE + object * 0x100L, 0x100, ChunkState.LIVE);
    }
    int used = heap.object("app.Used", BASE, 64);
    int ring = heap.object("app.Ring", BASE + 0x100, 64);
    int user = heap.object("app.User", BASE + 0x200, 64);
    heap.root("main", user).item(ring, 0, used).item(ring, 1, ring).item(user, 0, used);
    ReadHeapSnapshot read = read(heap.findings());
    assertThat(read.edgesOf(read.called("app.Ring")))
        .containsExactly("weak [*] -> app.Used", "element 1 -> app.Ring");
    assertThat(read.retained()[read.called("app.User")]).isEqualTo(0x200);
  }

  @Test
  void manyObjectsAreToldTogetherAndEachThatIsToldAloneKeepsTheSame() throws IOException {
    SplittableRandom random = new SplittableRandom(24);
    int objects = 600;
    Heaps heap = heap(objects);
    for (int object = 0; object < objects; object++) {
      heap.object("app.T" + random.nextInt(5), BASE + object * 0x100L, random.nextInt(16, 0x100));
    }
    // Most lead to those behind them, so that many keep others; some anywhere.
    for (int object = 0; object < objects; object++) {
      for (int edge = random.nextInt(3); edge > 0; edge--) {
        boolean near = random.nextInt(4) > 0;
        int to = near ? object + random.nextInt(1, 9) : random.nextInt(objects);
        heap.item(object, edge, Math.min(to, objects - 1));
      }
    }
    heap.root("__main__", 0).root("other", 1);
    Findings findings = heap.findings();
    Analysis analysis = Analysis.of(findings);
    Written all = write(analysis, new HeapSnapshot());
    Written some = write(Analysis.of(findings), new HeapSnapshot(400));
    assertThat(all.exported().notes()).isEmpty();
    assertThat(some.exported().notes()).hasSize(2);
    assertThat(some.exported().objects()).isEqualTo(objects);
    ReadHeapSnapshot of = some.read();
    assertThat(of.nodes()).hasSizeLessThanOrEqualTo(420).hasSizeGreaterThan(100);
    assertThat(of.bytesByName()).isEqualTo(all.read().bytesByName());
    Map<Long, Integer> objectsById = new HashMap<>();
    int first = all.read().nodes().size() - objects;
    for (int object = 0; object < objects; object++) {
      objectsById.put(all.read().nodes().get(first + object).id(), object);
    }
    long[] retainedByAll = all.read().retained();
    long[] retained = of.retained();
    int alone = 0;
    for (int node = 0; node < of.nodes().size(); node++) {
      Integer object = objectsById.get(of.nodes().get(node).id());
      if (object != null) {
        alone++;
        assertThat(retained[node])
            .isEqualTo(analysis.retained().bytes(object))
            .isEqualTo(retainedByAll[first + object]);
      }
    }
    assertThat(alone).isBetween(10, 300);
  }

  @Test
  void theSameMemoryHasTheSameNumberAndWhatGrewAnother() throws IOException {
    Heaps before = heap(3);
    Heaps after = heap(4);
    for (Heaps heap : List.of(before, after)) {
      heap.object("app.Same", BASE, 64);
      heap.object("app.Grown", BASE + 0x100, 64);
    }
    after.buffer(BASE + 0x200, 0x100, 1);
    after.object("app.New", BASE + 0x300, 64);
    ReadHeapSnapshot one = read(before.findings());
    ReadHeapSnapshot other = read(after.findings());
    assertThat(other.ids("app.Same")).isEqualTo(one.ids("app.Same")).allMatch(id -> id % 2 == 1);
    assertThat(other.ids("app.Grown")).doesNotContainAnyElementsOf(one.ids("app.Grown"));
    assertThat(other.nodes().stream().map(ReadHeapSnapshot.Node::id)).doesNotHaveDuplicates();
  }

  @Test
  void twoThatShouldHaveTheSameNumberHaveTwo() {
    NodeIds ids = new NodeIds(1000);
    assertThat(LongStream.range(0, 1000).map(_ -> ids.ofObject(4096, 64)))
        .doesNotHaveDuplicates()
        .allMatch(id -> id % 2 == 1 && id < 1L << 32);
  }

  @Test
  void whatIsTooLargeForANodeIsSeveral() throws IOException {
    long huge = (2L << 30) + (1 << 20);
    Heaps heap = Heaps.python().memory(BASE, BASE + 0x1000).chunk(BASE, 0x100, ChunkState.LIVE);
    heap.area(Area.Kind.ANONYMOUS, 1L << 40, (1L << 40) + huge)
        .absent(1L << 40, (1L << 40) + huge)
        .chunk(1L << 40, huge, ChunkState.LIVE);
    int root = heap.object("list", BASE, 64);
    int large = heap.object("bytearray", 1L << 40, huge);
    heap.root("__main__", root).item(root, 0, large);
    Written written = write(Analysis.of(heap.findings()), new HeapSnapshot());
    assertThat(written.exported().notes()).hasSize(1);
    ReadHeapSnapshot read = written.read();
    assertThat(read.nodes()).allMatch(node -> node.bytes() < 1L << 32);
    assertThat(read.bytesByName()).containsEntry("bytearray", huge);
    assertThat(read.retained()[read.called("list")]).isEqualTo(huge + 0x100);
  }

  @Test
  void namesOfTheTargetBreakNothing() throws IOException {
    Heaps heap = heap(4);
    String surrogate = "app.\ud83d";
    int holder = heap.object("app.\"];\n\u202e\u0000", BASE, 64);
    int lone = heap.object(surrogate, BASE + 0x100, 64);
    int name = heap.object("str", BASE + 0x200, 64);
    int large = heap.object("app." + "x".repeat(1 << 20), BASE + 0x300, 64);
    heap.spelling(name, "\",0]}\u2028" + "y".repeat(1 << 20))
        .root("__main__\u001b[31m", holder)
        .attribute(holder, name, lone)
        .item(holder, 0, large);
    Written written = write(Analysis.of(heap.findings()), new HeapSnapshot());
    assertThat(written.text()).hasSizeLessThan(10_000).matches("[\\n -~]*");
    ReadHeapSnapshot read = written.read();
    assertThat(read.edgesOf(read.called("app.\"];\\x0a\\u202e\\x00")))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("property \",0]}\\u2028yyy")
        .endsWith(" -> app.\\ud83d");
  }

  @Test
  void namesThatAreTooManyAreOne() {
    SnapshotStrings strings = new SnapshotStrings(3);
    assertThat(List.of("a", "b", "c", "a").stream().map(strings::number))
        .containsExactly(1, 2, 0, 1);
    assertThat(strings.full()).isTrue();
  }

  @Test
  void aFullDiskIsToldAsSuch() {
    Heaps heap = heap(1);
    heap.object("app.Cart", BASE, 64);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException("no space");
          }
        };
    assertThatThrownBy(() ->
            new HeapSnapshot().write(Analysis.of(heap.findings()), new ExportOptions(false), full))
        .isInstanceOf(IOException.class)
        .hasMessage("no space");
  }

  /// Python's, of chunks of 256 bytes side by side.
  private static Heaps heap(int chunks) {
    long end = BASE + chunks * 0x100L;
    Heaps heap = Heaps.python().memory(BASE, (end + 0xfff) & -0x1000);
    for (int chunk = 0; chunk < chunks; chunk++) {
      heap.chunk(BASE + chunk * 0x100L, 0x100, ChunkState.LIVE);
    }
    return heap;
  }

  private record Written(String text, Exported exported, ReadHeapSnapshot read) {}

  private static ReadHeapSnapshot read(Findings findings) throws IOException {
    return write(Analysis.of(findings), new HeapSnapshot()).read();
  }

  private static Written write(Analysis analysis, HeapSnapshot format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Exported exported = format.write(analysis, new ExportOptions(false), out);
    ReadHeapSnapshot read = ReadHeapSnapshot.of(out.toString(UTF_8));
    assertThat(exported.records()).isEqualTo(read.nodes().size());
    assertThat(exported.edges()).isEqualTo(read.edges().size());
    return new Written(out.toString(UTF_8), exported, read);
  }
}
