package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.machine.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the text of a scenario into commands.
public final class Parser {
  private static final int MOST_LINES = 10_000;
  private static final int LONGEST_LINE = 1000;
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Set<String> ARROWS = Set.of("->", "→");

  private static final Set<String> VERBS =
      Set.of(
          "say",
          "at",
          "frames",
          "file",
          "process",
          "use",
          "map",
          "share",
          "stack",
          "unmap",
          "grow",
          "read",
          "write",
          "touch",
          "fork",
          "thread",
          "exec",
          "exit",
          "evict",
          "expect",
          "in",
          "show",
          "object",
          "archive",
          "link",
          "remove",
          "run",
          "dlopen",
          "call",
          "nm",
          "ar",
          "ldd",
          "allocator",
          "alloc",
          "free",
          "interpreter",
          "name",
          "append",
          "del",
          "collect",
          "collector",
          "mark",
          "sweep");

  private final List<Command> commands = new ArrayList<>();
  private int talk;
  private String place = "";
  private String summary = "";
  private Shape shape = Shape.TALK;

  private Parser() {}

  /// {@return the scenario}
  ///
  /// @throws ScenarioException at the first word that makes no sense
  public static Scenario parse(String name, String text) {
    Parser parser = new Parser();
    List<String> lines = text.lines().limit(MOST_LINES + 1L).toList();
    if (lines.size() > MOST_LINES) {
      throw new ScenarioException(MOST_LINES + 1, 1, "a scenario has at most 10000 lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      parser.line(i + 1, lines.get(i));
    }
    return new Scenario(
        name,
        parser.talk,
        parser.place,
        parser.summary,
        parser.shape,
        List.copyOf(parser.commands));
  }

  private void line(int number, String line) {
    if (line.length() > LONGEST_LINE) {
      throw new ScenarioException(number, LONGEST_LINE + 1, "a line has at most 1000 characters");
    }
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    List<Token> words = new ArrayList<>();
    List<Token> expected = new ArrayList<>();
    boolean arrow = false;
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      Token token = new Token(matcher.group(), number, matcher.start() + 1);
      if (ARROWS.contains(token.text()) && !text.startsWith("say ") && !words.isEmpty()) {
        arrow = true;
      } else {
        (arrow ? expected : words).add(token);
      }
    }
    Token verb = words.getFirst();
    switch (verb.text()) {
      case "talk" -> {
        Token which = ScenarioWords.of(words, 1).next("the number of a talk");
        talk = ScenarioWords.whole(which);
        place = text.substring(text.indexOf(which.text()) + which.text().length()).strip();
      }
      case "summary" -> summary = text.substring("summary".length()).strip();
      case "machine" -> shape = machine(words);
      default -> {
        if (!VERBS.contains(verb.text())) {
          throw new ScenarioException(verb, "unknown word \"" + verb.text() + "\"");
        }
        commands.add(new Command(text, words, expected));
      }
    }
  }

  private Shape machine(List<Token> tokens) {
    if (!commands.isEmpty()) {
      throw new ScenarioException(tokens.getFirst(), "the machine comes before the first step");
    }
    int pageSize = shape.pageSize();
    int pages = shape.pages();
    int frames = shape.frames();
    int swap = shape.swapSlots();
    ScenarioWords words = ScenarioWords.of(tokens, 1);
    while (words.more()) {
      Token what = words.next("page, pages, frames or swap");
      int value = words.number();
      switch (what.text()) {
        case "page" -> pageSize = value;
        case "pages" -> pages = value;
        case "frames" -> frames = value;
        case "swap" -> swap = value;
        default ->
            throw new ScenarioException(
                what, "expected page, pages, frames or swap, not \"" + what.text() + "\"");
      }
    }
    try {
      return new Shape(pageSize, pages, frames, swap);
    } catch (MachineException unsound) {
      throw new ScenarioException(tokens.getFirst(), String.valueOf(unsound.getMessage()));
    }
  }
}
