package dev.fathom.report.linking;

import dev.fathom.ask.linking.LibraryLine;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What is linked in a process, as text.
public final class ProcessReport {
  private static final long PAGE_BYTES = 4096;

  private ProcessReport() {}

  /// {@return a screen}
  ///
  /// @param top how many files it lists
  /// @param byOrder whether in load order, and not those of which most was written first
  public static List<String> lines(
      ProcessAnswer answer, int top, boolean byOrder, Style style, int width) {
    List<LibraryLine> libraries = answer.libraries();
    LibraryLine.LibraryMemory sum = answer.sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        style.bold(
            Fit.line(
                Escape.terminal(
                    answer.process().identity().program().name()
                        + " · pid "
                        + answer.process().identity().process()),
                width)));
    lines.add("");
    Fit.text(
            String.format(
                Locale.ROOT,
                "%,d files are linked in it%s: %s in memory, of which %s shared by others and %s its"
                    + " own.",
                libraries.size(),
                namespaces(answer),
                ByteUnit.inText(sum.resident()),
                ByteUnit.inText(sum.resident() - sum.own()),
                ByteUnit.inText(sum.own())),
            width)
        .forEach(lines::add);
    lines.addAll(LinkFindingLines.of(answer.findings(), style, width));
    List<LibraryLine> shown =
        byOrder
            ? libraries
            : libraries.stream()
                .sorted(Comparator.comparingLong(ProcessReport::written).reversed())
                .toList();
    ByteUnit unit =
        ByteUnit.forLargest(shown.stream().mapToLong(ProcessReport::resident).max().orElse(0));
    lines.addAll(
        ScreenTable.ofColumns(LibrariesTable.SPEC)
            .show("written", unit)
            .show("private", unit)
            .show("shared", unit)
            .show("resident", unit)
            .show("relocations")
            .work("pages", each -> String.format(Locale.ROOT, "%,d", each.relocated() / PAGE_BYTES))
            .show("group")
            .name("FILE", each -> each.path().substring(each.path().lastIndexOf('/') + 1))
            .name("IN", each -> each.path().substring(0, each.path().lastIndexOf('/') + 1))
            .section(shown.subList(0, Math.min(top, shown.size())), style, width));
    if (shown.size() > top) {
      lines.add(
          style.dim(
              Fit.line(
                  String.format(
                      Locale.ROOT,
                      "… %,d more files; --top N shows more, --load-order in the loader's order",
                      shown.size() - top),
                  width)));
    }
    lines.add("");
    lines.add(
        style.dim(
            Fit.line(
                "written: not the file's any more, so each process has its own; group 0 came with"
                    + " the program and is seen by all",
                width)));
    return lines;
  }

  private static long written(LibraryLine line) {
    return line.memory().map(LibraryLine.LibraryMemory::written).orElse(0L);
  }

  private static long resident(LibraryLine line) {
    return line.memory().map(LibraryLine.LibraryMemory::resident).orElse(0L);
  }

  private static String namespaces(ProcessAnswer answer) {
    long count =
        answer.process().loaded().stream().mapToInt(LoadedFile::namespace).distinct().count();
    return count < 2 ? "" : " in " + count + " namespaces";
  }
}
