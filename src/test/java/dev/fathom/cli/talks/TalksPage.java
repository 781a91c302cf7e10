package dev.fathom.cli.talks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `docs/talks.md`, as it follows from `talks.tsv`.
final class TalksPage {
  private static final Map<Integer, String> TALKS =
      Map.of(
          1, "Brandon Rhodes: Python, Linkers, and Virtual Memory (PyCon 2012)",
          2, "Kavya Joshi: The Memory Chronicles, a Tale of Two Pythons (PyCon 2017)",
          3, "Tim Bunce: Perl Memory Use (OSCON 2012)",
          4, "Claudio Freire: Memory debugging and defragmentation (PyConAr 2010)");

  private TalksPage() {}

  static String of(List<TalkItem> items) {
    StringBuilder page = new StringBuilder();
    page.append(introduction(items));
    int talk = 0;
    for (TalkItem item : items) {
      if (item.talk() != talk) {
        talk = item.talk();
        page.append("\n## ").append(TALKS.get(talk)).append("\n\n");
        page.append("| where | what | how to see it here |\n|---|---|---|\n");
      }
      page.append("| ")
          .append(item.place())
          .append(" | ")
          .append(escaped(item.text()))
          .append(" | ")
          .append(how(item))
          .append(" |\n");
    }
    return page.toString();
  }

  private static String introduction(List<TalkItem> items) {
    long soon = items.stream().filter(TalkItem::isSoon).count();
    return String.format(
        Locale.ROOT,
        """
        # The talks, and where each of their points is here

        Fathom grew out of four talks, and the abstract of the first. Below is all that they show, measure, name, plan and advise:
        %d points. For %d a command shows it, %d are told in these documents, %d are being built%s, and for %d, which are about other systems,
        there is what to use on those. Each command is run by a test, which looks for what is said to be on the screen: ` … ` is what comes between,
        `#` a number.

        What the words in capital letters stand for: programs that run, by their PID, and files.

        | | |
        |---|---|
        | `PYTHON` | `python3 src/test/resources/dev/fathom/targets/talks.py FILE`, which has the values of the talks; `ADDRESS` is that of its `ten` |
        | `PERL` | `perl talks.pl` beside it |
        | `MICRO` | `micropython -X heapsize=1M micro.py 200 50 FILE` |
        | `FAMILY` | `python3 workers.py 20000 read`: a parent, and a worker that reads an attribute of each of its 20,000 objects |
        | `HOLES` | `python3 fragment.py 0.02 delete`: the fourth talk's script, after `del l` |
        | `CHUNKS`, `LEFT` | `talks.c` and `left.c`, compiled |
        | `TEXTS`, `NUMBERS` | `python3 packing.py texts`, and `floats` |
        | `PYTHON.fathom`, `PERL.fathom` | snapshots of these (`fathom snapshot PYTHON -o PYTHON.fathom`) |
        | `BEFORE.fathom`, `AFTER.fathom`, `COMPILED.fathom` | snapshots of a program that has grown in between, and then compiled some more |
        | `PYTHON3`, `MICROPYTHON`, `PYPY`, `GCC` | interpreters, and a compiler |
        | `foo.o`, `libpanel.a` … | object files and an archive, as in the first talk: `src/test/resources/dev/fathom/talks` |
        """,
        items.size(),
        items.stream().filter(TalkItem::isPlayed).count(),
        items.stream().filter(TalkItem::isInDocument).count(),
        soon,
        soon == 0 ? "" : " (*soon*)",
        items.stream().filter(TalkItem::isElsewhere).count());
  }

  private static String how(TalkItem item) {
    if (item.isSoon()) {
      return "*soon*: " + item.shows();
    }
    if (item.isElsewhere()) {
      return item.shows();
    }
    if (item.isInDocument()) {
      String name = item.command().substring(item.command().lastIndexOf('/') + 1);
      return "[" + name + "](" + name + "): " + code(item.shows());
    }
    return code("fathom " + item.command()) + "<br>" + code(item.shows());
  }

  /// Between two backquotes each if it has one itself; a bar would end the cell of the table.
  private static String code(String text) {
    String escaped = text.replace("|", "\\|");
    return text.contains("`") ? "`` " + escaped + " ``" : "`" + escaped + "`";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_");
  }
}
