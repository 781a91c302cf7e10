package dev.fathom.export.hprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shark.CloseableHeapGraph;
import shark.HprofHeader;
import shark.HprofHeapGraph;
import shark.HprofRecord.HeapDumpRecord.ObjectRecord.ObjectArrayDumpRecord;
import shark.HprofRecordTag;
import shark.ObjectDominators;
import shark.StreamingHprofReader;

/// Dumps of real processes, read by others' programs: their counts, references and sizes, and what
/// their own searches for dominators find, against what Fathom knows.
///
/// `-Dfathom.hprof.nodes=100000` has a larger Python program.
final class ForeignReadersTest {
  private static final int NODES = Integer.getInteger("fathom.hprof.nodes", 400);

  /// What is missing may be less than that.
  private static final long ARRAY_HEAD = 24;

  /// So many of those that retain most are compared.
  private static final int OWNERS = 100;

  @TempDir private Path folder;

  @Test
  void pythonIsReadAsItIs() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", NODES)) {
      NetBeansHeap heap = agree(target.pid());
      assertThat(heap.counts()).containsEntry("__main__.Node", (long) NODES - NODES / 2);
    }
  }

  @Test
  void perlIsReadAsItIs() throws IOException {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "every.pl", 300)) {
      agree(target.pid());
    }
  }

  @Test
  void classesOfCppAreReadAsTheyAre() throws IOException {
    try (NativeTarget target = NativeTarget.start(CProgram.compileCpp("shop.cc"), 200)) {
      NetBeansHeap heap = agree(target.pid());
      assertThat(heap.counts())
          .containsEntry("shop::Order", 200L)
          .containsEntry("shop::Line", 600L);
    }
  }

  private NetBeansHeap agree(long process) throws IOException {
    Analysis analysis =
        Analysis.of(Look.atProcess(Math.toIntExact(process), Pause.of(Freeze.PTRACE), Depth.ALL));
    Path dump = folder.resolve("target.hprof");
    Exported exported;
    try (OutputStream out = Files.newOutputStream(dump)) {
      exported = new HprofFormat().write(analysis, new ExportOptions(false), out);
    }
    NetBeansHeap heap = NetBeansHeap.open(dump);
    assertThat(exported.records())
        .isEqualTo(heap.heap().getSummary().getTotalLiveInstances() - 1); // one is not the target's
    assertThat(exported.edges()).isEqualTo(analysis.findings().references().edges().count());
    countsAgree(analysis.findings(), heap);
    objectsAgree(analysis, heap, exported);
    dominatorsAgree(analysis, heap, dump);
    referencesAreWords(dump);
    return heap;
  }

  private static void countsAgree(Findings findings, NetBeansHeap heap) {
    Map<String, Long> known = new TreeMap<>();
    ObjectTable objects = findings.objects();
    for (int object = 0; object < objects.count(); object++) {
      String type = findings.types().get(objects.type(object)).qualifiedName();
      known.merge(type, 1L, Long::sum);
    }
    Map<String, Long> read = new TreeMap<>();
    heap.counts()
        .forEach(
            (type, count) -> read.merge(type.replaceFirst("^builtins\\.", ""), count, Long::sum));
    // What hangs below objects is of Java's own classes, and Python has an object of its own.
    read.keySet().removeIf(type -> type.startsWith("java.lang.") || type.equals("long"));
    assertThat(read.entrySet()).containsExactlyInAnyOrderElementsOf(known.entrySet());
  }

  private static void objectsAgree(Analysis analysis, NetBeansHeap heap, Exported exported) {
    ObjectTable objects = analysis.findings().objects();
    EdgeTable edges = analysis.findings().references().edges();
    long all = 0;
    long larger = 0;
    long smaller = 0;
    for (int object = 0; object < objects.count(); object++) {
      long address = objects.address(object);
      List<Long> targets =
          IntStream.range(edges.first(object), edges.first(object + 1))
              .mapToObj(edge -> objects.address(edges.target(edge)))
              .sorted()
              .toList();
      assertThat(heap.references(address)).as("references of %x", address).isEqualTo(targets);
      long bytes = analysis.sizes().allocated(object);
      long more = heap.bytes(address) - bytes;
      assertThat(more).as("size of %x", address).isGreaterThan(-ARRAY_HEAD);
      all += bytes;
      larger += Math.max(0, more);
      smaller += Math.max(0, -more);
    }
    assertThat(larger).isEqualTo(said(exported, "larger")).isLessThan(all / 50);
    assertThat(smaller).isEqualTo(said(exported, "smaller")).isLessThan(all / 50);
  }

  /// {@return by how many bytes all objects are larger or smaller in the dump, as its notes say}
  private static long said(Exported exported, String how) {
    for (String note : exported.notes()) {
      Matcher matcher =
          Pattern.compile("told " + how + " than they are, by ([\\d,]+) bytes").matcher(note);
      if (matcher.find()) {
        return Long.parseLong(matcher.group(1).replace(",", ""));
      }
    }
    return 0;
  }

  /// What Fathom finds an object to dominate, with the sizes that a reader has, is what NetBeans
  /// finds it to retain. shark looks at each reference once, breadth first, and does not come back
  /// to an object whose dominator turns out to be further up later: it finds as much or more.
  private static void dominatorsAgree(Analysis analysis, NetBeansHeap heap, Path dump) {
    ObjectTable objects = analysis.findings().objects();
    int[] owners =
        IntStream.range(0, objects.count())
            .boxed()
            .sorted((one, other) -> compare(analysis, one, other))
            .limit(OWNERS)
            .mapToInt(each -> each)
            .toArray();
    Map<Long, ObjectDominators.DominatorNode> ofShark = ofShark(dump);
    int agreed = 0;
    for (int owner : owners) {
      long address = objects.address(owner);
      long sum = 0;
      long parts = 0;
      for (int each : dominated(owner, analysis.dominators())) {
        sum += heap.bytes(objects.address(each));
        parts += heap.parts(heap.object(objects.address(each))).size();
      }
      assertThat(heap.retained(address)).as("retained by %x", address).isEqualTo(sum);
      int other = Objects.requireNonNull(ofShark.get(address)).getRetainedCount();
      assertThat(other).as("shark of %x", address).isGreaterThanOrEqualTo((int) parts);
      agreed += other == parts ? 1 : 0;
    }
    assertThat(agreed).as("owners of which shark says the same").isGreaterThan(OWNERS * 3 / 4);
  }

  /// MAT takes references for half a word if an array begins within the one before it in the file,
  /// so long as that would be with whole ones (`Pass1Parser.readObjectArrayDump`): all sizes would
  /// be others.
  private static void referencesAreWords(Path dump) {
    long[] last = {0, 0};
    StreamingHprofReader.Companion.readerFor(
            dump.toFile(), HprofHeader.Companion.parseHeaderOf(dump.toFile()))
        .readRecords(
            EnumSet.of(HprofRecordTag.OBJECT_ARRAY_DUMP),
            (_, _, reader) -> {
              ObjectArrayDumpRecord array = reader.readObjectArrayDumpRecord();
              assertThat(array.getId() > last[0] && array.getId() < last[1])
                  .as("%x within the array before", array.getId())
                  .isFalse();
              last[0] = array.getId();
              last[1] = array.getId() + 16 + 8L * array.getElementIds().length;
            });
  }

  private static int compare(Analysis analysis, int one, int other) {
    return Long.compare(analysis.retained().bytes(other), analysis.retained().bytes(one));
  }

  private static Map<Long, ObjectDominators.DominatorNode> ofShark(Path dump) {
    try (CloseableHeapGraph graph =
        HprofHeapGraph.Companion.openHeapGraph(
            dump.toFile(), null, Set.of(HprofRecordTag.values()))) {
      return new ObjectDominators().buildDominatorTree(graph, List.of());
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static Set<Integer> dominated(int owner, Dominators dominators) {
    Set<Integer> met = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(owner));
    while (!open.isEmpty()) {
      int object = open.pop();
      met.add(object);
      for (int child : dominators.children(object)) {
        open.push(child);
      }
    }
    return met;
  }
}
