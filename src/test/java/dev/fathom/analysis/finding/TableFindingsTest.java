package dev.fathom.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.runtime.perl.words.PerlDialect;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of tables that are larger than what is in them needs, in a heap that is made up.
final class TableFindingsTest {
  private static final long BASE = 0x100000;
  private static final long MIB = 1 << 20;

  private final Heaps heap = Heaps.python().memory(BASE, BASE + 100 * MIB);
  private final int module = heap.object("module", BASE, 64);
  private long next = BASE + MIB;

  private int variable(String name, String type) {
    int text = object("str");
    int held = object(type);
    heap.spelling(text, name).attribute(module, text, held);
    return held;
  }

  private int object(String type) {
    int object = heap.object(type, next, 64);
    heap.chunk(next, 64, ChunkState.LIVE);
    next += 64;
    return object;
  }

  private long table(long bytes) {
    long start = (next + 0xfff) & -0x1000L;
    heap.chunk(start, bytes, ChunkState.LIVE);
    next = start + bytes;
    return start;
  }

  private List<Finding> sparse() {
    heap.root("__main__", module);
    return Analysis.of(heap.findings()).verdict().stream()
        .filter(finding -> finding.kind() == FindingKind.SPARSE)
        .toList();
  }

  @Test
  void theEntriesTheOwnerAndWhatToDo() {
    int cache = variable("cache", "dict");
    heap.sparse(cache, table(80 * MIB), 80 * MIB, 10, MIB / 8);
    List<Finding> told = sparse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().sentence())
        .isEqualTo(
            "80.0 MiB is the table of __main__.cache (dict) for 10 entries: building it anew"
                + " (`cache = dict(cache)`) would give back 79.9 MiB.");
    assertThat(told.getFirst().bytes()).isEqualTo(80 * MIB - MIB / 8);
    assertThat(told.getFirst().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(told.getFirst().subjects()).containsExactly("__main__.cache");
  }

  @Test
  void itIsSaidBeforeTheLast() {
    int cache = variable("cache", "dict");
    heap.sparse(cache, table(80 * MIB), 80 * MIB, 10, 200);
    heap.root("__main__", module);
    List<Finding> verdict = Analysis.of(heap.findings()).verdict();
    assertThat(verdict.get(verdict.size() - 2).kind()).isEqualTo(FindingKind.SPARSE);
  }

  @Test
  void whatWasNeverTouchedIsNotGivenBack() {
    int rows = variable("rows", "list");
    long start = table(80 * MIB);
    heap.sparse(rows, start, 80 * MIB, 1000, 8000).absent(start + 20 * MIB, start + 80 * MIB);
    List<Finding> told = sparse();
    assertThat(told.getFirst().bytes()).isEqualTo(20 * MIB - 8000);
    assertThat(told.getFirst().sentence()).startsWith("20.0 MiB is").contains("rows = rows[:]");
  }

  @Test
  void whatIsBelowAShareIsNotTold() {
    int cache = variable("cache", "dict");
    heap.sparse(cache, table(4 * MIB), 4 * MIB, 10, 200);
    assertThat(sparse()).isEmpty();
  }

  @Test
  void twoTablesOfOneObjectAreOne() {
    int order = variable("order", "OrderedDict");
    heap.sparse(order, table(20 * MIB), 20 * MIB, 10, 200);
    heap.sparse(order, table(4 * MIB), 4 * MIB, 10, 200);
    List<Finding> told = sparse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().bytes()).isEqualTo(24 * MIB - 400);
    assertThat(told.getFirst().sentence())
        .contains("for 10 entries: building it anew would give back");
  }

  @Test
  void theLargestByNameAndOthersTogether() {
    for (int number = 0; number < 5; number++) {
      int cache = variable("cache" + number, "set");
      long bytes = (12 - number) * MIB;
      heap.sparse(cache, table(bytes), bytes, 10, 200);
    }
    List<Finding> told = sparse();
    assertThat(told).hasSize(4);
    assertThat(told.getFirst().sentence()).contains("__main__.cache0 (set)");
    assertThat(told.getLast().sentence())
        .isEqualTo(
            "17.0 MiB more is room that nothing is in, in the tables and buffers of 2 objects; the"
                + " largest is that of __main__.cache3.");
  }

  @Test
  void adviceComesFromTheLanguage() {
    PerlDialect perl = new PerlDialect();
    assertThat(perl.rebuilding("HASH", "%main::cache").code())
        .isEqualTo("my %copy = %main::cache; undef %main::cache; %main::cache = %copy");
    assertThat(perl.rebuilding("SCALAR(PV)", "main::read()->$text").code())
        .isEqualTo("my $copy = $it; undef $it; $it = $copy");
    assertThat(perl.rebuilding("SCALAR(PV)", "$main::text").entries()).isEqualTo("bytes");
  }
}
