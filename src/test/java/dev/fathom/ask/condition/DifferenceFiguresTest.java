package dev.fathom.ask.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.paths.PathLookup;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What has grown between two made-up looks.
final class DifferenceFiguresTest {
  private static final Vocabulary NAMES =
      Vocabulary.of(true, List.of(new PythonDialect()), MadeUpLooks.FINDINGS.ids());

  private static boolean holds(String condition, Figures figures) throws Exception {
    return Condition.parse(condition, NAMES).check(figures).holds();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "objects(app.Session)==+200",
        "objects(app.Session)==230",
        "objects(Session)>+600%",
        "objects==+200",
        "new(Session)==200 and new==200 and gone==0 and gone(Session)==0",
        "objects(Ring)==2 and objects(Ring)==+0 and new(Ring)==0",
        "objects(nothing)==+0 and new(nothing)==0",
        "bytes(app.Session)==+12800",
        "retained(__main__.cache)==+12800",
        "retained(__main__.cache['a b'])==+0",
        "python.objects==+12800",
        "unexplained==-12800",
        "stacks==+0 and stacks>1%",
        "rss==+0 and rss==+0% and rss>1MB",
        "leaked==+0 and leaked==2",
        "finding==warning and findings==2",
      })
  void whatCameHasGrown(String condition) throws Exception {
    Figures figures = MadeUpLooks.difference(MadeUpLooks.look(30), MadeUpLooks.look(230));
    assertThat(holds(condition, figures)).isTrue();
  }

  @Test
  void whatWentHasShrunk() throws Exception {
    Figures figures = MadeUpLooks.difference(MadeUpLooks.look(230), MadeUpLooks.look(30));
    assertThat(holds("objects(Session)<-199 and objects(Session)==-200", figures)).isTrue();
    assertThat(holds("gone(Session)==200 and new==0", figures)).isTrue();
    assertThat(holds("objects(Session) > +0", figures)).isFalse();
  }

  /// Of three looks, what came since the second is not meant.
  @Test
  void ofThreeWhatStayed() throws Exception {
    Analysis first = MadeUpLooks.look(10);
    Analysis third = MadeUpLooks.look(210);
    Figures figures =
        DifferenceFigures.of(
            ReportFigures.of(first),
            ReportFigures.of(third),
            Difference.of(first, MadeUpLooks.findings(110), third));
    assertThat(holds("new(Session)==100 and objects(Session)==+200", figures)).isTrue();
  }

  /// In one of the looks another name leads to the cache first.
  @Test
  void whoIsCalledOtherwiseIsTheSame() throws Exception {
    Analysis plain = MadeUpLooks.look(30);
    Analysis other = Analysis.of(MadeUpLooks.heap(230, "aside").findings());
    int cache = PathLookup.of(other, "__main__.cache").orElseThrow();
    assertThat(other.paths().path(cache)).isNotEqualTo("__main__.cache");
    assertThat(holds("retained(__main__.cache)==+12800", MadeUpLooks.difference(plain, other)))
        .isTrue();
    assertThat(holds("retained(__main__.cache)==-12800", MadeUpLooks.difference(other, plain)))
        .isTrue();
  }

  @Test
  void whatWasNotThereKeptNothing() throws Exception {
    Analysis with = MadeUpLooks.look(30);
    Analysis without = Analysis.of(Heaps.python().findings());
    assertThat(holds("retained(__main__.cache)==+83904", MadeUpLooks.difference(without, with)))
        .isTrue();
    Condition parsed = Condition.parse("retained(__main__.cache) > +5", NAMES);
    assertThatExceptionOfType(UnknownFigureException.class)
        .isThrownBy(() -> parsed.check(MadeUpLooks.difference(with, without)))
        .withMessageContaining("is called __main__.cache in 4242");
  }

  @Test
  void whatWasDumpedIsNotComparedWithWhatWasInMemory() throws Exception {
    Analysis live = MadeUpLooks.look(30);
    Analysis core = Analysis.of(MadeUpLooks.core(MadeUpLooks.findings(230)));
    Figures figures = MadeUpLooks.difference(live, core);
    assertThat(holds("objects(Session)==+200 and stacks==12288", figures)).isTrue();
    for (String condition :
        List.of("stacks>+5", "trapped>+5", "retained(__main__.cache)>+5", "rss>+5", "rss>5")) {
      Condition parsed = Condition.parse(condition, NAMES);
      assertThatExceptionOfType(UnknownFigureException.class)
          .as(condition)
          .isThrownBy(() -> parsed.check(figures))
          .withMessageContaining("core");
    }
  }
}
