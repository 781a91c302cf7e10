package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `fathom link` said, as programs get it.
///
/// @param findings of all files, or of the process
record LinkRun(Map<String, @Nullable Object> json, List<Map<String, @Nullable Object>> findings) {
  static LinkRun of(Object... words) {
    List<Object> all = new ArrayList<>(List.of("link"));
    all.addAll(List.of(words));
    all.add("--json");
    FathomRun run = FathomRun.of(all.toArray());
    assertThat(run.out()).as("fathom link %s: %s", List.of(words), run.err()).startsWith("{");
    Map<String, @Nullable Object> json = run.json();
    List<Map<String, @Nullable Object>> findings = new ArrayList<>();
    findings.addAll(rows(json, "findings"));
    for (Map<String, @Nullable Object> file : rows(json, "files")) {
      findings.addAll(rows(file, "findings"));
    }
    return new LinkRun(json, findings);
  }

  static List<Map<String, @Nullable Object>> rows(
      Map<String, @Nullable Object> json, String table) {
    return json.containsKey(table)
        ? Json.array(json.get(table)).stream().map(Json::object).toList()
        : List.of();
  }

  List<Map<String, @Nullable Object>> files() {
    return rows(json, "files");
  }

  List<Map<String, @Nullable Object>> libraries() {
    return rows(json, "libraries");
  }

  /// {@return the sentence of the only finding of a kind}
  String only(String kind) {
    List<String> sentences =
        findings.stream()
            .filter(finding -> kind.equals(finding.get("id")))
            .map(finding -> String.valueOf(finding.get("sentence")))
            .toList();
    assertThat(sentences).as("%s among %s", kind, findings).hasSize(1);
    return sentences.getFirst();
  }

  /// {@return the names of all findings of some kinds}
  List<String> names(String... kinds) {
    return findings.stream()
        .filter(finding -> List.of(kinds).contains(String.valueOf(finding.get("id"))))
        .flatMap(finding -> Json.array(finding.get("names")).stream())
        .map(String::valueOf)
        .toList();
  }

  LinkRun assertNothing() {
    assertThat(findings).isEmpty();
    return this;
  }

  /// Asserts that nothing keeps it from working.
  LinkRun assertWorks() {
    assertThat(findings.stream().filter(finding -> "critical".equals(finding.get("severity"))))
        .isEmpty();
    return this;
  }
}
