package dev.fathom.runtime.cpython.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.survey.Survey;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.testing.Recordings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tells an object from other memory: one of 60 recorded instances is damaged, and is none any
/// more; nothing else is.
final class ObjectRuleTest {
  private static final String ORDER = "__main__.Order";
  private static final int ORDERS = 60;
  private static final long TYPE_OFFSET = 8; // PyObject.ob_type (Include/object.h, 3.11)

  @TempDir private static Path nothing;

  private static Target capture;
  private static RecordedTarget recorded;
  private static long[] orders;
  private static int objects;

  @BeforeAll
  static void record() throws ProcessAccessException {
    capture = CoreProcess.open(Recordings.file("cpython-3.11.capture"), nothing);
    recorded = RecordedTarget.of(capture);
    Findings findings = findings(recorded);
    orders = orders(findings);
    objects = findings.objects().count();
    assertThat(orders).hasSize(ORDERS);
  }

  @AfterAll
  static void close() {
    capture.close();
  }

  private static Findings findings(Target target) throws ProcessAccessException {
    return Survey.of(target, List.of(new GlibcMalloc()), List.of(new CPython()));
  }

  private static long[] orders(Findings findings) {
    return IntStream.range(0, findings.objects().count())
        .filter(object ->
            findings.types().get(findings.objects().type(object)).qualifiedName().equals(ORDER))
        .mapToLong(object -> findings.objects().address(object))
        .toArray();
  }

  /// The first of the orders is gone, and nothing but that.
  private static void assertGone(RecordedTarget damaged) throws ProcessAccessException {
    Findings findings = findings(damaged);
    assertThat(orders(findings)).hasSize(ORDERS - 1).doesNotContain(orders[0]);
    assertThat(findings.objects().count()).isEqualTo(objects - 1);
  }

  @Test
  void whatNobodyRefersToIsNone() throws ProcessAccessException {
    RecordedTarget damaged = recorded.copy();
    damaged.word(orders[0], 0);
    assertGone(damaged);
  }

  @Test
  void aCountThatCannotBeIsNone() throws ProcessAccessException {
    RecordedTarget damaged = recorded.copy();
    damaged.word(orders[0], 0x7f12_3456_789a_bcd0L);
    assertGone(damaged);
  }

  @Test
  void whatHasATypeThatIsNoneIsNone() throws ProcessAccessException {
    for (long type : new long[] {0, 1, -1, orders[1], 0x7fff_ffff_f000L}) {
      RecordedTarget damaged = recorded.copy();
      damaged.word(orders[0] + TYPE_OFFSET, type);
      assertGone(damaged);
    }
  }

  /// A type whose own type is no metatype has no instances.
  @Test
  void aTypeMustBeOneItself() throws ProcessAccessException {
    RecordedTarget damaged = recorded.copy();
    long type = recorded.word(orders[0] + TYPE_OFFSET);
    damaged.word(type + TYPE_OFFSET, orders[1]);
    assertThat(orders(findings(damaged))).isEmpty();
  }
}
