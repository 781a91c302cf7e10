package dev.fathom.mutants;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A command that is asked about a file: whatever that says, it ends with an answer or in one line.
///
/// @param words of the command; the file follows the first of them
record FileQuestion(List<String> words) {
  private static final List<FileQuestion> ALL =
      List.of(
          new FileQuestion(List.of("report", "--json")),
          new FileQuestion(List.of("report")),
          new FileQuestion(List.of("objects", "--by=owner")),
          new FileQuestion(List.of("owners")),
          new FileQuestion(List.of("leaks")),
          new FileQuestion(List.of("fragmentation")),
          new FileQuestion(List.of("pins")),
          new FileQuestion(List.of("explain", "__main__.Node")),
          new FileQuestion(List.of("path", "__main__.Node")));

  private static final Pattern CODE = Pattern.compile("\"code\":\"[a-z.]+\"");
  private static final Pattern PARTICULAR = Pattern.compile("'[^']*'|/\\S*|\\d+");

  /// {@return the one that a mutant is asked}
  static FileQuestion of(List<Long> lineage) {
    return ALL.get((int) Math.floorMod(lineage.getLast(), (long) ALL.size()));
  }

  MutantOutcome ask(Path file) {
    List<Object> all = new ArrayList<>(List.of(words.getFirst(), file));
    all.addAll(words.subList(1, words.size()));
    FathomRun run = FathomRun.of(all.toArray());
    return new MutantOutcome(said(run), run.code() == ExitCode.FAILED, problem(run));
  }

  private String said(FathomRun run) {
    String text =
        run.code() == ExitCode.FAILED
            ? PARTICULAR.matcher(run.err()).replaceAll("")
            : CODE.matcher(run.out())
                .results()
                .map(MatchResult::group)
                .sorted()
                .distinct()
                .toList()
                .toString();
    return words.getFirst() + run.code() + text;
  }

  private String problem(FathomRun run) {
    if (run.err().contains("internal error") || run.err().contains("\tat ")) {
      return words
          + ": a trace: "
          + run.err().lines().filter(l -> !l.contains("picocli")).limit(8).toList();
    }
    if (run.err().contains("that Java may use are too few")) {
      return words + ": memory exhausted: " + run.err();
    }
    if (run.code() == ExitCode.FAILED) {
      return run.err().lines().count() == 1 ? "" : words + ": not one line: " + run.err();
    }
    if (run.code() == ExitCode.USAGE) {
      return "";
    }
    return (run.out() + run.err()).chars().anyMatch(c -> c < ' ' && c != '\n')
        ? words + ": control characters"
        : "";
  }
}
