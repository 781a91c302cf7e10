package dev.fathom.mcp.tool;

import dev.fathom.mcp.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// As much of an answer as one message has: the text has at most [#MOST_BYTES], and so has what is
/// the same for programs.
///
/// @param said what is told first; none on the pages that follow
/// @param lines of the rest
/// @param more where the next page begins; empty on the last
record AnswerPage(
    String about, List<Said> said, List<String> lines, List<NextCall> next, Optional<String> more) {
  /// Of UTF-8.
  static final int MOST_BYTES = 4096;

  /// What is told first leaves room for some of the rest.
  private static final int MOST_SAID_BYTES = 2200;

  private static final int LONGEST_LINE = 400;

  /// Few need more than the largest rows: who does, asks for them.
  private static final int FIRST_LINES = 40;

  /// {@return the lines of an answer, those of findings for which there is no room in front}
  static List<String> lines(ToolAnswer answer) {
    List<String> lines = new ArrayList<>();
    answer.said().stream().skip(told(answer).size()).map(Said::sentence).forEach(lines::add);
    answer.lines().stream().map(AnswerPage::shortened).forEach(lines::add);
    return lines;
  }

  private static List<Said> told(ToolAnswer answer) {
    List<Said> told = new ArrayList<>();
    int bytes = 0;
    for (Said each : answer.said()) {
      bytes += JsonTree.bytes(each.json());
      if (bytes > MOST_SAID_BYTES) {
        break;
      }
      told.add(each);
    }
    return told;
  }

  /// {@return the page of an answer that begins at a line}
  ///
  /// @param lines all of them
  /// @param number of the answer
  static AnswerPage of(ToolAnswer answer, List<String> lines, int from, int number, String mark) {
    List<Said> said = from == 0 ? told(answer) : List.of();
    // With a cursor longer than any, so that there is room for it.
    AnswerPage empty =
        new AnswerPage(
            answer.about(),
            said,
            List.of(),
            answer.next(),
            Optional.of(KeptAnswers.cursor(number, Integer.MAX_VALUE)));
    int text = bytes(empty.text(mark));
    int json = JsonTree.bytes(empty.json());
    int until = from;
    int last = from == 0 ? Math.min(FIRST_LINES, lines.size()) : lines.size();
    while (until < last) {
      text += bytes(lines.get(until)) + 1;
      json += JsonTree.bytes(lines.get(until)) + 1;
      if (Math.max(text, json) > MOST_BYTES) {
        break;
      }
      until++;
    }
    return new AnswerPage(
        answer.about(),
        said,
        List.copyOf(lines.subList(from, until)),
        answer.next(),
        until < lines.size() ? Optional.of(KeptAnswers.cursor(number, until)) : Optional.empty());
  }

  /// The bars of a screen say what the figures beside them say.
  private static String shortened(String line) {
    String plain = line.replaceAll("(?<=\\d) +[▏▎▍▌▋▊▉█]+$", "").stripTrailing();
    return plain.codePointCount(0, plain.length()) <= LONGEST_LINE
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, LONGEST_LINE)) + "…";
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// {@return it for people and models}
  ///
  /// @param mark that nobody knows who named what is told; around what comes from the target
  String text(String mark) {
    StringBuilder text = new StringBuilder();
    text.append(about).append("\n[data ").append(mark).append("]\n");
    said.forEach(each -> text.append(each.sentence()).append('\n'));
    lines.forEach(line -> text.append(line).append('\n'));
    text.append("[end ").append(mark).append("]\n");
    next.forEach(call -> text.append(call.line()).append('\n'));
    more.ifPresent(cursor ->
        text.append("more: ask the same with \"more\": \"").append(cursor).append("\"\n"));
    return text.toString();
  }

  /// {@return it for programs}
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("about", about);
    json.put("findings", said.stream().map(Said::json).toList());
    json.put("lines", lines);
    json.put("next", next.stream().map(NextCall::json).toList());
    more.ifPresent(cursor -> json.put("more", cursor));
    return json;
  }
}
