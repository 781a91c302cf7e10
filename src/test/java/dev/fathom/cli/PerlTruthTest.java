package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom finds in a perl against what perl counts itself, and what Devel::MAT sees from
/// within a forked child of it.
final class PerlTruthTest {
  private static final int OBJECTS = 1000;

  /// Objects that are no SVs.
  private static final Set<String> NOT_VALUES = Set.of("HEK", "COW", "OPS", "PerlInterpreter");

  /// The child that dumps makes and frees a few values of its own.
  private static final long OF_THE_CHILD = 8;

  /// That there are as many values as `PL_sv_count` says, and that each body is either used or
  /// free, the walk itself compares with the target's own words: where they differ it warns.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void valuesAreAsManyAsPerlCounts(Path perl) throws ProcessAccessException {
    try (PerlTarget target = PerlTarget.start(perl, "every.pl", OBJECTS)) {
      Findings findings = look(target);
      assertThat(findings.warnings()).isEmpty();
      Map<String, Long> counts = counts(findings);
      assertThat(counts).containsEntry("Foo::Bar=HASH", (long) OBJECTS);
      assertThat(counts)
          .containsEntry("Foo::List=ARRAY", 1L)
          .containsEntry("Foo::Count=SCALAR", 1L)
          .containsEntry("Foo::Code=CODE", 1L)
          .containsEntry("PerlInterpreter", 1L)
          .containsEntry("FORMAT", 1L);
      assertThat(findings.runtime().orElseThrow().name()).isEqualTo("perl");
    }
  }

  @Test
  void valuesAreThoseOfDevelMat() throws ProcessAccessException {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "every.pl", "mat", OBJECTS)) {
      Map<Long, PerlTarget.Value> truth = target.values();
      Findings findings = look(target);
      Map<Long, String> found = values(findings);
      assertThat(found.keySet().stream().filter(address -> !truth.containsKey(address)).toList())
          .as("values that Devel::MAT has not")
          .hasSizeLessThan((int) OF_THE_CHILD);
      assertThat(truth.keySet().stream().filter(address -> !found.containsKey(address)).toList())
          .as("values that Fathom has not")
          .hasSizeLessThan((int) OF_THE_CHILD);
      Map<String, String> differences = new TreeMap<>();
      truth.forEach((address, value) -> {
        String type = found.get(address);
        if (type != null && !matches(value, type)) {
          differences.put(value + " for " + type, Long.toHexString(address));
        }
      });
      assertThat(differences.size()).as("%s", differences).isLessThan((int) OF_THE_CHILD);
    }
  }

  /// Devel::MAT tells scalars by their contents, Fathom by what they are upgraded to.
  private static boolean matches(PerlTarget.Value value, String type) {
    String kind = type.substring(type.indexOf('=') + 1);
    String package_ = type.contains("=") ? type.substring(0, type.indexOf('=')) : "-";
    String reftype = kind.startsWith("SCALAR") ? "SCALAR" : kind;
    List<String> alike =
        switch (value.type()) {
          case "SCALAR", "UNDEF", "BOOL" -> List.of("SCALAR", "UNDEF");
          case "STASH" -> List.of("STASH", "HASH");
          default -> List.of(value.type());
        };
    return alike.contains(reftype) && value.blessed().equals(package_);
  }

  private static Findings look(PerlTarget perl) throws ProcessAccessException {
    try (Target target = LiveProcess.open(Math.toIntExact(perl.pid()), Freeze.PTRACE)) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  private static Map<Long, String> values(Findings findings) {
    Map<Long, String> values = new HashMap<>();
    ObjectTable objects = findings.objects();
    for (int object = 0; object < objects.count(); object++) {
      String type = findings.types().get(objects.type(object)).name();
      if (!NOT_VALUES.contains(type)) {
        values.put(objects.address(object), type);
      }
    }
    return values;
  }

  private static Map<String, Long> counts(Findings findings) {
    ObjectTable objects = findings.objects();
    return java.util.stream.IntStream.range(0, objects.count())
        .mapToObj(object -> findings.types().get(objects.type(object)).qualifiedName())
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
  }
}
