package dev.fathom.report.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.ask.linking.FileAnswer;
import dev.fathom.ask.linking.FilesAnswer;
import dev.fathom.ask.linking.LibraryLine;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What files need, as text.
public final class FilesReport {
  private static final int LONGEST = 400;

  private FilesReport() {}

  /// {@return a screen for one file; a summary and what is amiss for several}
  public static List<String> lines(FilesAnswer answer, Style style, int width) {
    return answer.files().size() == 1
        ? one(answer.files().getFirst(), style, width)
        : several(answer.files(), style, width);
  }

  private static List<String> one(FileAnswer answer, Style style, int width) {
    LinkedFile file = answer.subject();
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(title(answer), width)));
    lines.add("");
    Fit.text(verdict(answer), width).forEach(lines::add);
    lines.addAll(LinkFindingLines.of(answer.findings(), style, width));
    List<LibraryLine> libraries = answer.libraries();
    if (libraries.size() > 1) {
      lines.addAll(
          ScreenTable.ofColumns(LibrariesTable.SPEC)
              .name("NEEDS", each -> "  ".repeat(Math.max(0, each.depth() - 1)) + each.name())
              .name("FROM", each -> each.place().label())
              .name("FILE", LibraryLine::path)
              .section(libraries.subList(1, libraries.size()), style, width));
    }
    lines.add("");
    Fit.indented(
            String.format(
                Locale.ROOT,
                "%,d symbols for others, %,d wanted; %,d relocations on %,d pages",
                file.offered(),
                file.wanted(),
                libraries.getFirst().relocations(),
                libraries.getFirst().relocated() >> 12),
            width)
        .forEach(each -> lines.add(style.dim(each)));
    return lines;
  }

  private static String title(FileAnswer answer) {
    LinkedFile file = answer.subject();
    StringBuilder title = new StringBuilder(Escape.terminal(file.path(), LONGEST));
    title.append(" · ").append(file.kind().label()).append(" · ").append(file.machine());
    if (!file.soname().isEmpty() && !file.soname().equals(file.name())) {
      title.append(" · ").append(Escape.terminal(file.soname()));
    }
    if (answer.isHosted()) {
      title
          .append(" · loaded by ")
          .append(Escape.terminal(answer.graph().files().getFirst().path(), LONGEST));
    }
    return title.toString();
  }

  private static String verdict(FileAnswer answer) {
    long failures = answer.findings().stream().filter(LinkFinding::isFailure).count();
    int others = answer.libraries().size() - 1;
    if (failures > 0) {
      return failures == 1
          ? "It does not load: one thing is missing."
          : "It does not load: %d things are missing.".formatted(failures);
    }
    if (answer.subject().kind() == LinkedFile.Kind.STATIC_PROGRAM) {
      return "It needs no libraries.";
    }
    return String.format(
        Locale.ROOT,
        "Nothing is missing: %,d %s; all %,d symbols that %s are defined.",
        others,
        others == 1 ? "library" : "libraries",
        answer.wanted(),
        others == 0 ? "it needs" : "they need");
  }

  private static List<String> several(List<FileAnswer> answers, Style style, int width) {
    List<String> lines = new ArrayList<>();
    long broken = answers.stream().filter(FilesReport::isBroken).count();
    lines.add(
        style.bold(
            broken == 0
                ? String.format(
                    Locale.ROOT, "%,d files: each finds all that it needs.", answers.size())
                : String.format(
                    Locale.ROOT,
                    "%,d files: %,d of them %s not load.",
                    answers.size(),
                    broken,
                    broken == 1 ? "does" : "do")));
    for (FileAnswer answer : answers) {
      if (!answer.findings().isEmpty()) {
        lines.add("");
        lines.add(Fit.line(title(answer), width));
        lines.addAll(LinkFindingLines.of(answer.findings(), style, width));
      }
    }
    return lines;
  }

  private static boolean isBroken(FileAnswer answer) {
    return answer.findings().stream().anyMatch(LinkFinding::isFailure);
  }
}
