package dev.fathom.model.dialect;

import java.util.List;
import java.util.stream.Collectors;

/// The words for the memory of a process in which several languages run: its accounts are those of
/// all of them together. A type is told in the words of its own.
///
/// @param languages at least two, the first the one that the program is told as
public record SeveralRuntimes(List<Dialect> languages) implements Dialect {
  public SeveralRuntimes {
    languages = List.copyOf(languages);
  }

  @Override
  public String runtime() {
    return languages.getFirst().runtime();
  }

  @Override
  public String title() {
    return languages.stream().map(Dialect::title).collect(Collectors.joining(" and "));
  }

  @Override
  public String accounts() {
    return "runtimes";
  }

  @Override
  public String judged() {
    return languages.stream()
        .map(language -> language.judged() + " (" + language.title() + ")")
        .collect(Collectors.joining("; they "));
  }

  @Override
  public PathSyntax paths() {
    return languages.getFirst().paths();
  }
}
