package dev.fathom.ask.returned;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.returned.Dropping;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What would go back to the kernel if some objects went, all at once?
///
/// @param dropped what they are called: addresses or paths, or types, of which all objects go
public record ReturnedQuestion(List<String> dropped) implements Question<ReturnedAnswer> {
  public ReturnedQuestion {
    dropped = List.copyOf(dropped);
  }

  /// The same for what a user wrote.
  ///
  /// @param lists each of one or more names with commas between them; what stands in brackets is a
  ///   part of a name, and so is what is quoted there
  public static ReturnedQuestion of(List<String> lists) {
    List<String> names = new ArrayList<>();
    for (String list : lists) {
      addNames(list, names);
    }
    return new ReturnedQuestion(names);
  }

  /// {@return the answer for one object, told beside another answer about it; empty where a heap
  /// that was not read may hold it too}
  public static Optional<ReturnedAnswer> beside(Analysis analysis, String name)
      throws QuestionException {
    return analysis.findings().ownersHidden()
        ? Optional.empty()
        : Optional.of(new ReturnedQuestion(List.of(name)).answer(analysis));
  }

  private static void addNames(String list, List<String> names) {
    int depth = 0;
    char quote = 0;
    int start = 0;
    for (int at = 0; at < list.length(); at++) {
      char here = list.charAt(at);
      if (quote != 0) {
        at += here == '\\' ? 1 : 0;
        quote = here == quote ? 0 : quote;
      } else if (here == '[' || here == '{' || here == '(') {
        depth++;
      } else if (here == ']' || here == '}' || here == ')') {
        depth--;
      } else if (depth > 0 && (here == '\'' || here == '"')) {
        quote = here;
      } else if (here == ',' && depth <= 0) {
        addName(list.substring(start, at), names);
        start = at + 1;
      }
    }
    addName(list.substring(start), names);
  }

  private static void addName(String name, List<String> names) {
    if (!name.isBlank()) {
      names.add(name.strip());
    }
  }

  /// Makes sure that it can be asked, before anything is looked at.
  ///
  /// @throws QuestionException if it cannot
  public void check() throws QuestionException {
    if (dropped.isEmpty()) {
      throw QuestionException.wrong("--if-dropped names nothing");
    }
  }

  @Override
  public ReturnedAnswer answer(Analysis analysis) throws QuestionException {
    check();
    Resolver resolver = new Resolver(analysis);
    List<Integer> objects = new ArrayList<>();
    for (String name : dropped) {
      for (int object : resolver.objects(name)) {
        objects.add(object);
      }
    }
    return new ReturnedAnswer(
        analysis.findings(), dropped, Returned.of(analysis, new Dropping(objects)));
  }
}
