package dev.fathom.mcp.tool;

import dev.fathom.analysis.finding.Finding;
import dev.fathom.report.Sentences;
import dev.fathom.view.Escape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A sentence of an answer, and the finding that it tells, if it is one.
record Said(String sentence, Optional<Finding> finding) {
  private static final int LONGEST = 500;
  private static final double SHARES = 1e4;

  static Said of(Finding finding) {
    return new Said(Escape.terminal(Sentences.of(finding), LONGEST), Optional.of(finding));
  }

  static List<Said> of(List<Finding> findings) {
    return findings.stream().map(Said::of).toList();
  }

  /// @param sentence parts may be of the target's choosing, and not escaped yet
  static Said plainly(String sentence) {
    return new Said(Escape.terminal(sentence, LONGEST), Optional.empty());
  }

  /// {@return so many of something, as they are told in a sentence}
  static String several(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }

  /// {@return it as JSON, the figures as `fathom report --json` has them}
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    finding.ifPresent(told -> {
      json.put("id", told.kind().id());
      json.put("severity", told.severity().id());
      json.put("bytes", told.bytes());
      json.put("share", Math.round(told.share() * SHARES) / SHARES);
      json.put("evidence", told.evidence().name().toLowerCase(Locale.ROOT));
    });
    json.put("sentence", sentence);
    return json;
  }
}
