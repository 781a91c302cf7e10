package dev.fathom.export.hprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Holder;
import dev.fathom.testing.Heaps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;

/// Dumps of objects that never were, as NetBeans' own reader understands them.
final class HprofFormatTest {
  private static final long BASE = 0x10000;
  private static final long STEP = 0x1000;

  @TempDir private Path folder;

  private final Heaps heap = Heaps.python();
  private int objects;
  private Exported exported = new Exported(0, 0, 0, List.of());

  @Test
  void fieldsHaveTheNamesOfAttributes() throws IOException {
    int cart = object("shop.Cart", 64);
    int name = object("str", 48);
    int text = object("str", 64);
    heap.spelling(name, "owner").attribute(cart, name, text).edge(cart, "__class__", name);
    heap.root("shop.cart", cart);
    NetBeansHeap read = read();
    Instance found = read.object(at(cart));
    assertThat(found.getJavaClass().getName()).isEqualTo("shop.Cart");
    assertThat(ids(NetBeansHeap.fields(found)))
        .isEqualTo(Map.of("owner", at(text), "__class__", at(name)));
    assertThat(found.getSize()).isEqualTo(64);
    assertThat(ids(read.statics("roots.module"))).isEqualTo(Map.of("shop.cart", at(cart)));
  }

  @Test
  void keysThatNobodySpellsAreItems() throws IOException {
    int dict = object("dict", 256);
    int secret = object("str", 64);
    int value = object("str", 64);
    heap.edge(dict, "key", secret).entry(dict, secret, value);
    NetBeansHeap read = read();
    assertThat(read.references(at(dict))).containsExactly(at(secret), at(value));
    assertThat(read.bytes(at(dict))).isEqualTo(256);
  }

  @Test
  void dictsAreOfAClassForTheirKeys() throws IOException {
    int first = object("dict", 64);
    int second = object("dict", 64);
    int third = object("dict", 64);
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key < 8; key++) {
      keys.add(object("str", 48));
      heap.spelling(keys.get(key), "k" + key);
    }
    heap.entry(first, keys.get(0), third).entry(first, keys.get(1), third);
    heap.entry(second, keys.get(2), third).entry(second, keys.get(3), third);
    heap.entry(third, keys.get(4), first);
    for (int key = 5; key < 8; key++) {
      heap.entry(third, keys.get(key), first);
    }
    NetBeansHeap read = read();
    assertThat(type(read, first)).isEqualTo("builtins.dict{k0, k1} < builtins.dict");
    assertThat(type(read, second)).isEqualTo("builtins.dict{k2, k3} < builtins.dict");
    assertThat(type(read, third)).isEqualTo("builtins.dict{k4, k5, k6, k7} < builtins.dict");
  }

  @Test
  void namesOfRareDictsAreLeftOut() throws IOException {
    int dicts = 1100;
    int value = object("int", 32);
    for (int dict = 0; dict < dicts; dict++) {
      int key = object("str", 48);
      heap.spelling(key, "k" + dict).entry(object("dict", 64), key, value);
    }
    NetBeansHeap read = read();
    assertThat(read.counts()).containsEntry("builtins.dict", (long) dicts);
    assertThat(read.heap().getJavaClassByName("builtins.dict[]").getInstancesCount())
        .isEqualTo(100);
    assertThat(exported.notes())
        .contains("100 objects are told without the names of their references");
  }

  @Test
  void itemsStandAtTheirPlaces() throws IOException {
    int list = object("list", 104);
    int text = object("str", 48);
    heap.item(list, 2, text).item(list, 4, list);
    Instance found = read().object(at(list));
    assertThat(found.getJavaClass().getName()).isEqualTo("builtins.list[]");
    ObjectArrayInstance array = (ObjectArrayInstance) found;
    assertThat(array.getLength()).isEqualTo((104 - 24) / 8);
    Instance[] values = ((List<?>) array.getValues()).toArray(Instance[]::new);
    assertThat(values[2].getInstanceId()).isEqualTo(at(text));
    assertThat(values[4].getInstanceId()).isEqualTo(at(list));
    assertThat(values[3]).isNull();
  }

  @Test
  void rootsAreOfKinds() throws IOException {
    int module = object("module", 64);
    int local = object("str", 64);
    int unseen = object("str", 64);
    int held = object("str", 64);
    heap.root("shop", module).frame("serve()$line", local);
    heap.held(held, Holder.Kind.STACK, "main thread");
    NetBeansHeap read = read();
    assertThat(kind(read, module)).isEqualTo(GCRoot.STICKY_CLASS);
    assertThat(kind(read, local)).isEqualTo(GCRoot.JAVA_FRAME);
    assertThat(kind(read, unseen)).isEqualTo(GCRoot.UNKNOWN);
    assertThat(kind(read, held)).isEqualTo(GCRoot.NATIVE_STACK);
    assertThat(read.statics("roots.function")).containsKey("serve()$line");
  }

  @Test
  void namesAreTheTargets() throws IOException {
    List<String> names =
        List.of(
            "",
            "a\nb\"c'",
            "[Lint;",
            "x[]",
            "=cmd|'/C calc'!A0",
            "\ud800",
            "n".repeat(1 << 20),
            "n".repeat((1 << 20) + 1),
            "long",
            "java.lang.Object",
            "one/two",
            "one.two");
    for (String name : names) {
      int _ = object("m." + name, 64);
      int spelled = object("str", 48);
      int holder = object("Holder", 1024);
      heap.spelling(spelled, name).attribute(holder, spelled, holder);
      heap.root(name, holder);
    }
    NetBeansHeap read = read();
    List<String> classes = read.classes().stream().map(JavaClass::getName).toList();
    assertThat(classes).doesNotHaveDuplicates();
    for (String each : classes) {
      assertThat(each).isNotBlank().hasSizeLessThan(500).doesNotContain("\n");
    }
    assertThat(read.counts()).containsEntry("builtins.Holder", (long) names.size());
    assertThat(NetBeansHeap.fields(read.object(at(5)))).containsKey("a\\x0ab\"c'");
  }

  @Test
  void whatIsLargerThanARecordIsInPieces() throws IOException {
    long bytes = 5L << 28;
    int large = heap.object("bytearray", BASE, 64);
    heap.memory(BASE, BASE + bytes).chunk(BASE, bytes, ChunkState.LIVE);
    heap.root("__main__.large", large);
    Segments segments = new Segments();
    exported =
        new HprofFormat().write(Analysis.of(heap.findings()), new ExportOptions(false), segments);
    assertThat(segments.isComplete()).isTrue();
    assertThat(segments.longest).isBetween(1L << 30, 1L << 31);
    assertThat(segments.written).isBetween(bytes, bytes + 10_000);
    assertThat(exported.records()).isEqualTo(3);
  }

  private int object(String type, long bytes) {
    long at = BASE + objects++ * STEP;
    heap.chunk(at, bytes, ChunkState.LIVE);
    return heap.object(type, at, Math.min(bytes, 48));
  }

  private static long at(int object) {
    return BASE + object * STEP;
  }

  private NetBeansHeap read() throws IOException {
    heap.memory(BASE, BASE + objects * STEP);
    Path dump = folder.resolve("made-up.hprof");
    try (OutputStream out = Files.newOutputStream(dump)) {
      exported =
          new HprofFormat().write(Analysis.of(heap.findings()), new ExportOptions(false), out);
    }
    return NetBeansHeap.open(dump);
  }

  private static Map<String, Long> ids(Map<String, Instance> fields) {
    return fields.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getInstanceId()));
  }

  private static String type(NetBeansHeap read, int object) {
    JavaClass of = read.object(at(object)).getJavaClass();
    return of.getName() + " < " + of.getSuperClass().getName();
  }

  private static String kind(NetBeansHeap read, int object) {
    return read.heap().getGCRoot(read.object(at(object))).getKind();
  }

  /// Goes along the records of a dump, each of which says how long it is.
  private static final class Segments extends OutputStream {
    private static final int MAGIC = 31;
    private static final int HEADER = 9;

    private long left = MAGIC;
    private int header = HEADER;
    private long length;
    private long longest;
    private long written;

    boolean isComplete() {
      return left == 0 && header == 0 && length == 0;
    }

    @Override
    public void write(int one) {
      written++;
      if (left > 0) {
        left--;
        return;
      }
      header = header == 0 ? HEADER : header;
      header--;
      length = header < Integer.BYTES ? (length << 8 | (one & 0xff)) : 0;
      if (header == 0) {
        left = length;
        longest = Math.max(longest, length);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      for (int at = offset; at < offset + count; ) {
        long skipped = Math.min(left, offset + count - at);
        if (skipped > 0) {
          left -= skipped;
          written += skipped;
          at += (int) skipped;
        } else {
          write(bytes[at++]);
        }
      }
    }
  }
}
