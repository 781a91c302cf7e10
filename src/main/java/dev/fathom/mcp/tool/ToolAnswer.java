package dev.fathom.mcp.tool;

import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a tool answers.
///
/// @param about what was asked about, and how old that is; nothing of it is of a target's choosing
/// @param said the findings, the largest first
/// @param lines what a screen would show, escaped
/// @param next the calls that lead further, the best first
record ToolAnswer(String about, List<Said> said, List<String> lines, List<NextCall> next) {
  /// Of longer answers the end is left out.
  private static final int MOST_LINES = 5000;

  private static final int MOST_NEXT = 4;

  ToolAnswer {
    said = List.copyOf(said);
    lines = unsaid(said, lines).limit(MOST_LINES).toList();
    next = next.stream().distinct().limit(MOST_NEXT).toList();
  }

  /// A screen begins with the findings, too, and may end with commands for a shell.
  private static Stream<String> unsaid(List<Said> said, List<String> lines) {
    Set<String> sentences = new HashSet<>();
    said.forEach(each -> sentences.addAll(Fit.text(each.sentence(), Tool.WIDTH)));
    String all = said.stream().map(Said::sentence).collect(Collectors.joining(" "));
    sentences.addAll(Fit.text(all, Tool.WIDTH));
    List<String> left = new ArrayList<>();
    for (String line : lines) {
      boolean gap = line.isEmpty() && (left.isEmpty() || left.getLast().isEmpty());
      if (!gap && !sentences.contains(line) && !line.startsWith("NEXT ")) {
        left.add(line);
      }
    }
    return left.stream();
  }
}
