package dev.fathom.report.linking;

import dev.fathom.ask.linking.LibraryLine.LibraryMemory;
import dev.fathom.ask.linking.ModuleLine;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.linking.IncludedModule.Kind;
import dev.fathom.report.table.linking.ModulesTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The modules that a process includes, as text.
public final class ModulesReport {
  private static final int LONGEST = 16_000;

  private ModulesReport() {}

  /// {@return a screen}
  ///
  /// @param top how many files it lists
  public static List<String> lines(ProcessAnswer answer, int top, Style style, int width) {
    List<ModuleLine> modules = answer.modules();
    if (modules.isEmpty()) {
      return Fit.text(
          "No modules: no interpreter that tells what is compiled into it is in there, and no file"
              + " that extends one.",
          width);
    }
    List<ModuleLine> files =
        of(Kind.EXTENSION, modules).stream()
            .sorted(
                Comparator.comparingLong(ModulesReport::resident)
                    .reversed()
                    .thenComparing(ModuleLine::name))
            .toList();
    List<String> lines = new ArrayList<>(Fit.text(summary(modules, files), width));
    if (!files.isEmpty()) {
      ByteUnit unit = ByteUnit.forLargest(resident(files.getFirst()));
      lines.addAll(
          ScreenTable.ofColumns(ModulesTable.SPEC)
              .show("resident", unit)
              .show("private", unit)
              .show("size", unit)
              .show("name")
              .name("FILE", each -> each.path().substring(each.path().lastIndexOf('/') + 1))
              .name("IN", each -> each.path().substring(0, each.path().lastIndexOf('/') + 1))
              .section(files.subList(0, Math.min(top, files.size())), style, width));
      if (files.size() > top) {
        lines.add(
            style.dim(
                Fit.line(
                    String.format(
                        Locale.ROOT, "… %,d more; --top N shows more", files.size() - top),
                    width)));
      }
    }
    for (Kind kind : List.of(Kind.BUILT_IN, Kind.FROZEN)) {
      List<ModuleLine> inside = of(kind, modules);
      if (!inside.isEmpty()) {
        lines.add("");
        lines.addAll(Fit.text(names(kind, inside), width));
      }
    }
    return lines;
  }

  private static List<ModuleLine> of(Kind kind, List<ModuleLine> modules) {
    return modules.stream().filter(each -> each.kind() == kind).toList();
  }

  private static String summary(List<ModuleLine> modules, List<ModuleLine> files) {
    List<ModuleLine> frozen = of(Kind.FROZEN, modules);
    long own =
        files.stream().mapToLong(each -> each.memory().map(LibraryMemory::own).orElse(0L)).sum();
    long bytes = frozen.stream().mapToLong(each -> each.size().orElse(0L)).sum();
    return String.format(
        Locale.ROOT,
        "%,d modules are compiled in, %,d are frozen%s, %,d are files: %s in memory, of which %s is"
            + " the process's own.",
        of(Kind.BUILT_IN, modules).size(),
        frozen.size(),
        bytes == 0 ? "" : " (" + ByteUnit.inText(bytes) + ")",
        files.size(),
        ByteUnit.inText(files.stream().mapToLong(ModulesReport::resident).sum()),
        ByteUnit.inText(own));
  }

  private static String names(Kind kind, List<ModuleLine> modules) {
    return (kind == Kind.BUILT_IN ? "COMPILED INTO " : "FROZEN IN ")
        + Escape.terminal(modules.getFirst().path())
        + ": "
        + Escape.terminal(
            modules.stream().map(ModuleLine::name).sorted().collect(Collectors.joining(" ")),
            LONGEST);
  }

  private static long resident(ModuleLine line) {
    return line.memory().map(LibraryMemory::resident).orElse(0L);
  }
}
