package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Json;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One value of Perl, explained: what Devel::Peek says of it in a forked child of the process.
final class PerlExplainTest {
  private static @Nullable PerlTarget started;
  private static @Nullable PerlTarget others;

  @BeforeAll
  static void start() {
    started = PerlTarget.start(Perls.requireSystem(), "every.pl");
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
    if (others != null) {
      others.close();
    }
  }

  private static PerlTarget target() {
    PerlTarget target = started;
    assertThat(target).isNotNull();
    return Objects.requireNonNull(target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$main::integer | ",
        "$main::reference | RV",
        "$main::text | CUR LEN",
        "$main::copied | CUR LEN COW_REFCNT",
        "$main::shortened | CUR LEN OFFSET",
        "$main::both | CUR LEN",
        "@main::list | FILL MAX",
        "%main::cache | KEYS FILL MAX",
        "&main::recurse | FILE DEPTH",
      })
  void saysWhatDevelPeekSays(String variable, @Nullable String wanted) {
    Map<String, String> truth = target().peek(variable);
    Map<String, String> details = details(truth.get("at"));
    // The reference by which Devel::Peek was asked is one more.
    assertThat(Long.parseLong(details.getOrDefault("REFCNT", "-1")))
        .isEqualTo(Long.parseLong(truth.getOrDefault("REFCNT", "-1")) - 1);
    assertThat(details.get("SV")).isEqualTo(truth.getOrDefault("SV", "").replaceAll(" at .*", ""));
    if (!variable.startsWith("&")) { // flags of subs are shown as a number
      assertThat(details.get("FLAGS")).isEqualTo(truth.get("FLAGS"));
    }
    for (String name : wanted == null ? List.<String>of() : List.of(wanted.split(" ", -1))) {
      assertThat(details).as(name).containsEntry(name, truth.get(name));
    }
  }

  /// All of it, with what the value leads to, but the outer reference by which Devel::Peek is
  /// asked.
  @ParameterizedTest
  @CsvSource({
    "%main::one,4",
    "%main::nested,4",
    "%main::nested,6",
    "@main::list,4",
    "@main::list,6",
    "%main::many,3",
    "%main::empty,4",
    "$main::reference,4"
  })
  void saysAllThatDevelPeekSays(String variable, int levels) {
    PerlTarget perl = nested();
    List<String> expected =
        perl.dumped(variable, levels).stream()
            .skip(4) // the reference
            .map(line -> line.substring(2).stripTrailing().replaceAll("\\\\0$", ""))
            .toList();
    String address = expected.getFirst().replaceAll(".* at ", "");
    List<String> said = new ArrayList<>();
    for (Object each :
        Json.array(
            Json.object(
                    FathomRun.of(
                            "explain",
                            perl.pid(),
                            address,
                            "--json",
                            "--values",
                            "--levels",
                            levels)
                        .assertFine()
                        .json()
                        .get("object"))
                .get("details"))) {
      Map<String, @Nullable Object> detail = Json.object(each);
      String name = String.valueOf(detail.get("name")).replace("AvFLAGS", "FLAGS");
      String is = name.startsWith("Elt") ? " " : " = ";
      int level = Integer.parseInt(String.valueOf(detail.get("level")));
      boolean inside = !name.equals("SV") && !name.startsWith("Elt");
      said.add("  ".repeat(level + (inside ? 1 : 0)) + name + is + detail.get("value"));
    }
    said.set(0, said.getFirst() + " at " + address);
    long references = Long.parseLong(said.get(1).replaceAll(".* = ", ""));
    said.set(1, "  REFCNT = " + (references + 1));
    assertThat(said).isEqualTo(expected);
    // Keys and values are data.
    assertThat(FathomRun.of("explain", perl.pid(), address, "--levels", levels).out())
        .doesNotContain("Hello")
        .doesNotContain("\"7\"")
        .doesNotContain("key1");
  }

  private static PerlTarget nested() {
    PerlTarget known = others;
    PerlTarget target =
        known == null ? PerlTarget.start(Perls.requireSystem(), "nested.pl") : known;
    others = target;
    return target;
  }

  @Test
  void contentsAreShownOnlyOnRequest() {
    String address = target().peek("$main::string").getOrDefault("at", "");
    long pid = target().pid();
    String hidden = FathomRun.of("explain", pid, address).assertFine().out();
    String shown = FathomRun.of("explain", pid, address, "--values").assertFine().out();
    assertThat(hidden).contains("REFCNT = ", "body at ").doesNotContain("a string");
    assertThat(shown).contains("a string");
    String own = target().peek("$main::text").getOrDefault("at", "");
    assertThat(FathomRun.of("explain", pid, own).assertFine().out())
        .contains("PV at ")
        .doesNotContain("yyyy");
    assertThat(hidden + shown).doesNotContain("ython").doesNotContain("getsizeof");
  }

  /// The compiled code of a sub is named by where it stands.
  @Test
  void subsTellTheirFileAndLine() {
    Map<String, String> truth = target().peek("&main::recurse");
    Map<String, String> details = details(truth.get("at"));
    String line = truth.getOrDefault("LINE", "none");
    assertThat(details).containsEntry("LINE", line);
    assertThat(details.get("FILE")).endsWith("every.pl\"");
    assertThat(FathomRun.of("path", target().pid(), "OPS", "--top=400").assertFine().out())
        .contains("&main::recurse (operations, every.pl:" + line + ")");
  }

  private static Map<String, String> details(@Nullable String address) {
    Map<String, @Nullable Object> object =
        Json.object(
            FathomRun.of("explain", target().pid(), String.valueOf(address), "--json")
                .assertFine()
                .json()
                .get("object"));
    Map<String, String> details = new HashMap<>();
    for (Object detail : Json.array(object.get("details"))) {
      Map<String, @Nullable Object> one = Json.object(detail);
      details.putIfAbsent(String.valueOf(one.get("name")), String.valueOf(one.get("value")));
    }
    return details;
  }
}
