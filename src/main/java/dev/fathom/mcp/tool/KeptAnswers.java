package dev.fathom.mcp.tool;

import dev.fathom.ask.QuestionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last answers, for who asks for more of one: a page follows on the one before, whatever
/// happened to the target meanwhile.
final class KeptAnswers {
  static final Parameter MORE =
      Parameter.text("more", "the cursor of an answer: go on where it ended");

  private static final int MOST = 16;

  private final String mark;
  private final Map<Integer, Kept> kept = new LinkedHashMap<>();
  private int last;

  private record Kept(String tool, ToolAnswer answer, List<String> lines) {}

  /// @param mark around what comes from targets
  KeptAnswers(String mark) {
    this.mark = mark;
  }

  static String cursor(int number, int line) {
    return number + "." + line;
  }

  /// {@return the first page of an answer}
  AnswerPage first(String tool, ToolAnswer answer) {
    last++;
    Kept made = new Kept(tool, answer, AnswerPage.lines(answer));
    kept.put(last, made);
    kept.remove(last - MOST);
    return AnswerPage.of(answer, made.lines, 0, last, mark);
  }

  /// {@return the page where a cursor is}
  ///
  /// @throws QuestionException if there is none
  AnswerPage at(String tool, String cursor) throws QuestionException {
    String[] parts = cursor.split("\\.", -1);
    if (parts.length == 2) {
      try {
        int number = Integer.parseInt(parts[0]);
        int line = Integer.parseInt(parts[1]);
        Kept made = kept.get(number);
        if (made != null && made.tool.equals(tool) && line > 0 && line < made.lines.size()) {
          return AnswerPage.of(made.answer, made.lines, line, number, mark);
        }
      } catch (NumberFormatException none) {
        // said below
      }
    }
    throw QuestionException.absent(
        "there is no answer of this tool to go on with here (the last "
            + MOST
            + " are kept); ask without more");
  }
}
