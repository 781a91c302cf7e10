package dev.fathom.ask.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.runtime.perl.words.PerlDialect;
import dev.fathom.testing.Heaps;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The figures of a made-up look, counted by hand.
final class ReportFiguresTest {
  private static final int SESSIONS = 30;
  private static final long RSS = MadeUpLooks.HEAP_BYTES + MadeUpLooks.STACK_BYTES;

  private static final Vocabulary NAMES =
      Vocabulary.of(
          false, List.of(new PythonDialect(), new PerlDialect()), MadeUpLooks.FINDINGS.ids());

  private static ConditionResult check(String condition, Figures figures) throws Exception {
    return Condition.parse(condition, NAMES).check(figures);
  }

  @ParameterizedTest
  @CsvSource({
    "rss, 1060864",
    "pss, 1060864",
    "uss, 1060864",
    "swap, 0",
    "virtual, 1060864",
    "stacks, 12288",
    "files, 0",
    "trapped, 1000",
    "malloc.free.trapped, 1000",
    "trimmable, 20480",
    "malloc.free, 25576",
    "objects, 39",
    "objects(app.Session), 30",
    "objects(Session), 30",
    "objects(Sessions), 0",
    "objects(my type), 1",
    "objects(\"my type\"), 1",
    "bytes(app.Session), 1920",
    "bytes(bytes), 81920",
    "bytes(nothing), 0",
    "retained(__main__.cache), 83904",
    "retained(__main__.cache['a b']), 81920",
    "leaked, 2",
    "findings, 2",
    "findings(duplicates), 2",
    "findings(pins), 0",
  })
  void figuresAreThoseOfTheLook(String figure, long amount) throws Exception {
    ReportFigures figures = MadeUpLooks.figures(SESSIONS);
    ConditionResult result = check(figure + "==" + amount, figures);
    assertThat(result.holds()).as(result.comparisons().getFirst().figure()).isTrue();
    assertThat(check(figure + " >= " + (amount + 1), figures).holds()).isFalse();
  }

  @Test
  void sharesAreOfWhatTheyArePartOf() throws Exception {
    ReportFigures figures = MadeUpLooks.figures(SESSIONS);
    assertPercent("stacks", 100.0 * MadeUpLooks.STACK_BYTES / RSS, figures);
    assertPercent("trapped", 100.0 * MadeUpLooks.TRAPPED_BYTES / RSS, figures);
    long objects = SESSIONS + MadeUpLooks.OTHER_OBJECTS;
    assertPercent("objects(Session)", 100.0 * SESSIONS / objects, figures);
    assertPercent("leaked", 100.0 * 2 / objects, figures);
    long allocated = (objects - 1) * MadeUpLooks.OBJECT_BYTES + MadeUpLooks.BLOB_BYTES;
    assertPercent("bytes(bytes)", 100.0 * MadeUpLooks.BLOB_BYTES / allocated, figures);
    assertPercent(
        "retained(__main__.cache['a b'])", 100.0 * MadeUpLooks.BLOB_BYTES / allocated, figures);
  }

  private static void assertPercent(String figure, double percent, Figures figures)
      throws Exception {
    String condition =
        String.format(
            Locale.ROOT,
            "%1$s>%2$.4f%% and %1$s<%3$.4f%%",
            figure,
            percent - 0.001,
            percent + 0.001);
    assertThat(check(condition, figures).holds()).as(condition).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rss", "pss", "uss", "swap", "pageTables"})
  void aCoreDoesNotTellWhatWasInMemory(String figure) throws Exception {
    Findings core = MadeUpLooks.core(MadeUpLooks.findings(SESSIONS));
    assertUnknown(figure + ">0", ReportFigures.of(Analysis.of(core)), figure + " is");
  }

  @Test
  void aCoreTellsWhatWasDumped() throws Exception {
    Findings core = MadeUpLooks.core(MadeUpLooks.findings(SESSIONS));
    ReportFigures figures = ReportFigures.of(Analysis.of(core));
    String all = "virtual>1MB and stacks==12288 and objects(Session)==30 and trapped==1000";
    assertThat(check(all, figures).holds()).isTrue();
  }

  @Test
  void pageTablesAreTheKernels() throws Exception {
    Findings live = MadeUpLooks.besideUnread(MadeUpLooks.findings(SESSIONS), true);
    ReportFigures figures = ReportFigures.of(Analysis.of(live));
    assertThat(check("pageTables==12345", figures).holds()).isTrue();
    assertUnknown("pageTables>0", MadeUpLooks.figures(SESSIONS), "only of a live process");
  }

  /// Zero would be a lie.
  @Test
  void whatAnUnreadHeapHoldsIsNotKnown() throws Exception {
    Findings beside = MadeUpLooks.besideUnread(MadeUpLooks.findings(SESSIONS), true);
    ReportFigures figures = ReportFigures.of(Analysis.of(beside));
    assertThat(check("objects(app.Session)==30 and objects==39", figures).holds()).isTrue();
    assertUnknown("objects(java.lang.String)>5", figures, "heap of HotSpot is not read");
    assertUnknown("bytes(java.lang.String)>5", figures, "heap of HotSpot is not read");
    assertUnknown("leaked>0", figures, "heap of HotSpot is not read");
    Findings alone = MadeUpLooks.besideUnread(MadeUpLooks.findings(SESSIONS), false);
    ReportFigures hidden = ReportFigures.of(Analysis.of(alone));
    assertUnknown("objects>0", hidden, "heap of HotSpot is not read");
    assertUnknown("retained(__main__.cache)>0", hidden, "heap of HotSpot is not read");
  }

  @Test
  void noAllocatorNoFreeMemory() throws Exception {
    Findings bare = Heaps.plain().memory(0x10000, 0x20000).findings();
    ReportFigures figures = ReportFigures.of(Analysis.of(bare));
    assertUnknown("trapped>0", figures, "no allocator was recognised");
    assertUnknown("trimmable>0", figures, "no allocator was recognised");
    assertThat(check("unexplained==100%", figures).holds()).isTrue();
  }

  @Test
  void aPathThatLeadsNowhereIsNotZero() throws Exception {
    assertUnknown(
        "retained(__main__.cahce)>1", MadeUpLooks.figures(SESSIONS), "fathom owners tells");
  }

  @Test
  void findingsThatNobodyLookedForAreNotZero() throws Exception {
    ReportFigures figures = ReportFigures.of(MadeUpLooks.look(SESSIONS));
    assertUnknown("finding>=warning", figures, "findings were not looked for");
    assertUnknown("findings>0", figures, "findings were not looked for");
  }

  private static void assertUnknown(String condition, Figures figures, String message)
      throws Exception {
    Condition parsed = Condition.parse(condition, NAMES);
    assertThatExceptionOfType(UnknownFigureException.class)
        .isThrownBy(() -> parsed.check(figures))
        .withMessageContaining(message);
  }

  /// Without a runtime the parts of C memory are not told: they are no accounts then.
  @Test
  void accountsAreThoseOfTheLook() throws Exception {
    Findings plain =
        Heaps.plain().memory(0x10000, 0x20000).chunk(0x10000, 64, ChunkState.LIVE).findings();
    ReportFigures figures = ReportFigures.of(Analysis.of(plain));
    assertThat(check("malloc.live==64", figures).holds()).isTrue();
    for (String account :
        List.of("malloc.live.native", "python.objects", "runtimes.objects.pools")) {
      Condition parsed = Condition.parse(account + ">0", NAMES);
      assertThatExceptionOfType(ConditionException.class)
          .isThrownBy(() -> parsed.check(figures))
          .withMessageMatching(".*'" + account + "' is not a figure; .*|malloc.live has no parts");
    }
    assertThat(check("malloc.live.native>0", MadeUpLooks.figures(SESSIONS)).holds()).isTrue();
  }
}
