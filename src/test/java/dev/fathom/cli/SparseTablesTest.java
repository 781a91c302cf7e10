package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tables and buffers that are much larger than what is in them needs: `sparse.py`, `sparse.pl`.
/// How large a new one is the process itself says.
final class SparseTablesTest {
  /// A chunk with a mapping of its own ends with a page; of a new table all pages are written to.
  private static final long ROUNDING = 2 * 4096;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void whatRebuildingGivesBackIsWhatPythonSays(Interpreter interpreter) {
    for (String name : List.of("table", "words", "seen", "order", "counts", "rows", "text")) {
      if (name.equals("order") && interpreter.is(2, 7)) {
        continue; // its OrderedDict is written in Python, and has two dicts
      }
      try (PythonTarget target = PythonTarget.start(interpreter, "sparse.py", name)) {
        List<String> said = target.announced("sparse").getFirst();
        long before = Long.parseLong(said.get(1));
        long after = Long.parseLong(said.get(2));
        Map<String, @Nullable Object> finding = only(sparse(target.pid()), name);
        assertThat((Long) finding.get("bytes"))
            .as("%s of %s", name, interpreter)
            .isBetween(before - after - ROUNDING, before - after + ROUNDING);
        assertThat(String.valueOf(finding.get("sentence")))
            .contains(" for " + String.format("%,d", Long.parseLong(said.get(3))) + " ")
            .contains(name.equals("seen") ? "of __main__.shelf.kept (set)" : "of __main__.kept (");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void roomThatGrowthLeavesIsNotTold(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "sparse.py", "full")) {
      assertThat(sparse(target.pid())).isEmpty();
    }
  }

  @Test
  void manySmallOnesAreToldTogether() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "sparse.py", "many")) {
      Map<String, @Nullable Object> finding = only(sparse(target.pid()), "many");
      assertThat(String.valueOf(finding.get("sentence")))
          .contains("in the tables and buffers of 1,000 objects")
          .contains("__main__.shelves[");
    }
  }

  /// The report says it, a condition asks for it, and a file tells the same.
  @Test
  void reportConditionAndSnapshotTellIt(@TempDir Path folder) {
    Path file = folder.resolve("sparse.fathom");
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "sparse.py", "table")) {
      String said = "(`kept = dict(kept)`) would give back";
      assertThat(words(FathomRun.of("report", target.pid()).assertFine().out())).contains(said);
      assertThat(FathomRun.of("report", target.pid(), "--fail-if", "findings(sparse) > 0").code())
          .isNotZero();
      assertThat(FathomRun.of("report", target.pid(), "--fail-if", "findings(sparse) > 1").code())
          .isZero();
      List<Map<String, @Nullable Object>> live = sparse(target.pid());
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      assertThat(sparse(file)).hasSize(1).isEqualTo(live);
      assertThat(words(FathomRun.of("report", file).assertFine().out())).contains(said);
    }
  }

  /// The text of SvLEN bytes less that of SvCUR; eight bytes an element that AvMAX has more than
  /// AvFILL; eight a bucket of HvMAX, of which ten keys need sixteen.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void whatPerlKeepsForNothingIsTold(Path perl) {
    for (String name : List.of("buckets", "emptied", "extended", "popped", "text")) {
      try (PerlTarget target = PerlTarget.start(perl, "sparse.pl", name)) {
        Kind kind = Kind.of(name);
        Map<String, String> peeked = target.peek(kind.sigil + "main::" + name);
        long room = Long.parseLong(peeked.get(kind.room)) + kind.more;
        Map<String, @Nullable Object> finding = only(sparse(target.pid()), name);
        long spare = room * kind.unit - kind.rebuilt;
        assertThat((Long) finding.get("bytes"))
            .as(name)
            .isBetween(spare - ROUNDING, spare + ROUNDING);
        assertThat(String.valueOf(finding.get("sentence")))
            .contains(" of " + kind.sigil + "main::" + name + " (" + kind.type + ") for 10 ")
            .contains("undef " + kind.sigil + "main::" + name + ";");
      }
    }
  }

  /// How Devel::Peek tells the room of a value of a kind.
  private enum Kind {
    HASH("%", "HASH", "MAX", 1, 8, 128),
    ARRAY("@", "ARRAY", "MAX", 1, 8, 80),
    TEXT("$", "SCALAR(PV)", "LEN", 0, 1, 12);

    final String sigil;
    final String type;
    final String room;
    final long more;
    final long unit;
    final long rebuilt;

    Kind(String sigil, String type, String room, long more, long unit, long rebuilt) {
      this.sigil = sigil;
      this.type = type;
      this.room = room;
      this.more = more;
      this.unit = unit;
      this.rebuilt = rebuilt;
    }

    static Kind of(String name) {
      return switch (name) {
        case "text" -> TEXT;
        case "extended", "popped" -> ARRAY;
        default -> HASH;
      };
    }
  }

  /// A lexical of a sub that has returned keeps its buffer for the next call.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void lexicalsOfSubsThatReturnedKeepTheirBuffers(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "sparse.pl", "scratch")) {
      assertThat(String.valueOf(only(sparse(target.pid()), "scratch").get("sentence")))
          .contains("$work", "for 0 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void roomThatGrowthLeavesInPerlIsNotTold(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "sparse.pl", "full")) {
      assertThat(sparse(target.pid())).isEmpty();
    }
  }

  private static String words(String out) {
    return out.replaceAll("\\s+", " ");
  }

  private static Map<String, @Nullable Object> only(
      List<Map<String, @Nullable Object>> findings, String name) {
    assertThat(findings).as(name).hasSize(1);
    return findings.getFirst();
  }

  private static List<Map<String, @Nullable Object>> sparse(Object target) {
    return Json.array(FathomRun.of("report", target, "--json").assertFine().json().get("findings"))
        .stream()
        .map(Json::object)
        .filter(finding -> "sparse".equals(finding.get("id")))
        .toList();
  }
}
