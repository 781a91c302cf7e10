package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.runtime.perl.layout.PerlLayouts;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Perls of all kinds: several interpreters, one within another program, one that is never still;
/// and sizes as Devel::Size has them.
final class PerlKindsTest {
  private static final int THREADS = 3;
  private static final int LOOKS = 5;
  private static final Duration SOON = Duration.ofMinutes(2);

  /// Each thread has an interpreter with all values anew; only the first one's are all reached.
  /// What threads share lies in one more (`PL_sharedsv_space` in `shared.xs`).
  @Test
  void eachThreadHasItsInterpreter() throws ProcessAccessException {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "threads.pl", THREADS)) {
      Findings findings = look(perl.pid());
      assertThat(findings.warnings()).isEmpty();
      assertThat(count(findings, "PerlInterpreter")).isEqualTo(THREADS + 2);
      assertThat(count(findings, "SCALAR(IV)")).isGreaterThan((THREADS + 1) * 1000 + THREADS * 500);
    }
  }

  @Test
  void aPerlWithinAnotherProgram() throws IOException {
    try (NativeTarget program = embedding("embed.c")) {
      Findings findings = look(program.pid());
      assertThat(findings.warnings()).isEmpty();
      assertThat(findings.runtime().orElseThrow().name()).isEqualTo("perl");
      assertThat(Analysis.of(findings).owners().largest(1).largest().getFirst())
          .returns("%main::cache", Owners.Owner::path)
          .returns("HASH", Owners.Owner::type)
          .returns(13_001L, Owners.Owner::objects);
    }
  }

  /// What is of the second one says so, wherever it is named.
  @Test
  void severalInterpretersWithinAnotherProgram() throws IOException {
    try (NativeTarget program = embedding("interpreters.c")) {
      Findings findings = look(program.pid());
      assertThat(findings.warnings()).isEmpty();
      assertThat(count(findings, "PerlInterpreter")).isEqualTo(2);
      assertThat(count(findings, "Made=HASH")).isEqualTo(700);
      Owners owners = Analysis.of(findings).owners();
      assertThat(owners.largest(20, object -> true))
          .extracting(Owners.Owner::path, Owners.Owner::objects)
          .contains(
              tuple("%main::cache", 13_001L),
              tuple("interpreter 1 %main::cache", 6_501L),
              tuple("interpreter 1 @main::made", 1_401L));
      assertThat(FathomRun.of("path", program.pid(), "Made").assertFine().out())
          .contains("interpreter 1 @main::made[*]");
    }
  }

  /// One that nothing leads to but allocated memory is not read, and that is said.
  @Test
  void anInterpreterThatNoVariableLeadsTo() throws IOException {
    try (NativeTarget program = embedding("interpreters.c", "hidden")) {
      FathomRun run = FathomRun.of("report", program.pid());
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(run.out() + run.err()).contains("no variable leads to");
    }
  }

  private static NativeTarget embedding(String program, Object... arguments) throws IOException {
    List<String> flags = new ArrayList<>(compilerFlags());
    flags.addAll(List.of("-Wl,--no-as-needed", "-lperl"));
    return NativeTarget.start(CProgram.compile(program, flags.toArray(String[]::new)), arguments);
  }

  /// A look in the middle of whatever it does: an answer, and where something did not fit a
  /// warning.
  @Test
  void aPerlThatIsNeverStill() throws ProcessAccessException {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "busy.pl")) {
      long busy =
          ProcessHandle.of(perl.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
      for (int look = 0; look < LOOKS; look++) {
        Findings findings = assertTimeoutPreemptively(SOON, () -> look(busy));
        assertThat(findings.objects().count()).isGreaterThan(10_000);
        assertThat(Analysis.of(findings).owners().largest(1).largest()).isNotEmpty();
        assertThat(Bookkeeper.balance(findings).rss()).isEqualTo(findings.counters().rss());
      }
    }
  }

  @Test
  void sizesAreThoseOfDevelSize() throws ProcessAccessException {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "sizes.pl")) {
      Map<String, List<Long>> truth = new HashMap<>();
      for (List<String> words : perl.announced("size")) {
        truth.put(words.getFirst(), words.subList(1, 3).stream().map(Long::parseLong).toList());
      }
      // As in the talk, on 64 bits.
      assertThat(truth)
          .containsEntry("number", List.of(24L, 24L))
          .containsEntry("array", List.of(64L, 64L))
          .containsEntry("hash", List.of(120L, 120L))
          .containsEntry("hundred", List.of(864L, 3264L));
      Findings findings = look(perl.pid());
      Owners owners = Analysis.of(findings).owners();
      assertThat(sizes(findings, owners, "$main::number")).isEqualTo(truth.get("number"));
      assertThat(sizes(findings, owners, "$main::array->@*")).isEqualTo(truth.get("array"));
      assertThat(sizes(findings, owners, "$main::hash->%*")).isEqualTo(truth.get("hash"));
      assertThat(sizes(findings, owners, "$main::hundred->@*")).isEqualTo(truth.get("hundred"));
      // What it does cost: malloc's header and rounding come to the elements, and an empty hash has
      // no table yet.
      assertThat(cost(findings, owners, "$main::hundred->@*")).isEqualTo(3264 + 16);
      assertThat(cost(findings, owners, "$main::hash->%*")).isEqualTo(120 - 64);
    }
  }

  /// A copy of the distribution's perl that says of itself, where `perl -V` reads it, that it has a
  /// malloc of its own.
  @Test
  void aMallocOfItsOwnIsALimit(@TempDir Path folder) throws IOException {
    byte[] program = Files.readAllBytes(Perls.requireSystem());
    byte[] option = " MULTIPLICITY ".getBytes(StandardCharsets.US_ASCII);
    int at = new String(program, StandardCharsets.ISO_8859_1).indexOf(" MULTIPLICITY ");
    Assumptions.assumeTrue(at > 0, "no list of options in this perl");
    byte[] other = " MYMALLOC     ".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(other, 0, program, at, option.length);
    Path perl = Files.write(folder.resolve("perl"), program);
    assertThat(perl.toFile().setExecutable(true)).isTrue();
    try (PerlTarget target = PerlTarget.start(perl, "sizes.pl")) {
      FathomRun run = FathomRun.of(target.pid());
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(run.out().replaceAll("\\s+", " ")).contains("a malloc of its own (usemymalloc)");
    }
  }

  @Test
  void layoutsOfUnknownVersionsAreTheNearest() {
    assertThat(PerlLayouts.knows(36)).isTrue();
    assertThat(PerlLayouts.knows(37)).isFalse();
    assertThat(PerlLayouts.knows(44)).isFalse();
    assertThat(PerlLayouts.nearest(44).version()).startsWith("5.42.");
    assertThat(PerlLayouts.nearest(37).version()).startsWith("5.38.");
    assertThat(PerlLayouts.nearest(8).version()).startsWith("5.30.");
  }

  /// The size of an object alone, and with all that it refers to.
  private static List<Long> sizes(Findings findings, Owners owners, String path) {
    int object = objectAt(findings, owners, path);
    EdgeTable edges = findings.references().edges();
    long own = findings.objects().shallow(object);
    long total = own;
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      total += findings.objects().shallow(edges.target(edge));
    }
    return List.of(own, total);
  }

  private static long cost(Findings findings, Owners owners, String path) {
    return owners.ofObject(objectAt(findings, owners, path)).retained();
  }

  private static int objectAt(Findings findings, Owners owners, String path) {
    for (int object = 0; object < findings.objects().count(); object++) {
      if (owners.paths().path(object).equals(path)) {
        return object;
      }
    }
    throw new AssertionError("nothing is called " + path);
  }

  private static long count(Findings findings, String type) {
    ObjectTable objects = findings.objects();
    long count = 0;
    for (int object = 0; object < objects.count(); object++) {
      count += findings.types().get(objects.type(object)).name().equals(type) ? 1 : 0;
    }
    return count;
  }

  private static Findings look(long process) throws ProcessAccessException {
    try (Target target = LiveProcess.open(Math.toIntExact(process), Freeze.PTRACE)) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  /// What perl says that C programs with a perl in them need.
  private static List<String> compilerFlags() throws IOException {
    Process perl =
        new ProcessBuilder(
                Perls.requireSystem().toString(),
                "-MConfig",
                "-e",
                "print \"$Config{ccflags} -I$Config{archlibexp}/CORE\"")
            .start();
    String said = new String(perl.getInputStream().readAllBytes(), UTF_8);
    Assumptions.assumeTrue(said.contains("/CORE"), "this perl does not say how to embed it");
    return List.of(said.strip().split(" +", -1));
  }
}
