package dev.fathom.snapshot.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tables of a dataset. Of each row the first columns tell the look that it is of.
public enum DatasetTable {
  /// A row a look.
  LOOKS(
      List.of(),
      text("app_name", "the app as it was named; the folder has it escaped and bounded"),
      text("program", "what was looked at"),
      text("runtime", "its runtimes with their versions; empty for none"),
      text("build_id", "of the program's file; empty where it has none"),
      text("fathom", "the version that looked"),
      number("started_at", "when the process began, in microseconds since 1970; 0: not known"),
      number("uptime", "for how long it had run, in seconds; 0: not known"),
      number("rss", "resident bytes"),
      number("pss", "the same, shared pages divided among the processes that map them"),
      number("swap", "bytes in the swap area"),
      number("paused", "for how long it was held, in nanoseconds"),
      number("objects", "how many objects it had"),
      number("partial", "1 where something is missing in what was found")),
  /// A row for each leaf of a look's balance: they add up to its Rss.
  ACCOUNTS(
      List.of("account"),
      text("account", "its name for programs"),
      text("label", "what it is"),
      number("resident", "resident bytes")),
  /// A row for each of the types that take the most; one for all others together.
  TYPES(
      List.of("type", "runtime"),
      text("runtime", "which runtime's; empty for memory of C"),
      text("type", "its name as code writes it; `(others)`: all that have no row"),
      number("count", "how many objects"),
      number("allocated", "the blocks and chunks that hold them and their buffers, in bytes"),
      number("resident", "how much of those is in memory")),
  /// A row for each shape of path of the owners that keep the most; what has no row closes them.
  OWNERS(
      List.of("owner", "type", "form"),
      text("owner", "the shape of the path: places, keys and addresses are `[*]`"),
      text("type", "of the owner"),
      text("form", "what the row stands for"),
      number("members", "how many objects keep it"),
      number("objects", "how many they keep, themselves included"),
      number("retained", "what would be freed with them, in bytes"),
      number("resident", "how much of that is in memory")),
  /// A row for each kind of finding of a look.
  FINDINGS(
      List.of("finding"),
      text("finding", "its kind"),
      text("severity", "note, warning or critical: of several the gravest"),
      text("about", "the shape of what it names first; empty for nothing"),
      number("count", "how many of the kind"),
      number("bytes", "how much memory they are about")),
  /// A row for the process and each of those below it, as the kernel counts them.
  WORKERS(
      List.of("role"),
      text("role", "`self` for the process that was looked at, `below` for its descendants"),
      text("program", "what it is called"),
      number("process", "its process id"),
      number("rss", "resident bytes"),
      number("pss", "the same, shared pages divided among the processes that map them"),
      number("uss", "what would be freed if it ended"),
      number("swap", "bytes in the swap area"));

  /// Goes up when a table changes in a way that an older Fathom would misread.
  static final int VERSION = 1;

  /// A column.
  ///
  /// @param number whether it is a 64-bit number, and no text
  /// @param meaning in a few words
  public record Column(String name, boolean number, String meaning) {}

  @SuppressWarnings("ImmutableEnumChecker") // copies that nobody can change
  private final List<Column> columns;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> order;

  DatasetTable(List<String> key, Column... own) {
    List<Column> all =
        new ArrayList<>(
            List.of(
                text("host_name", "the host, as it was named"),
                number("pid", "the process"),
                number("taken_at", "when it was looked at, in microseconds since 1970"),
                text("release", "of the app, as it was named; empty where it was not")));
    all.addAll(Arrays.asList(own));
    this.columns = List.copyOf(all);
    List<String> sorted = new ArrayList<>(key);
    sorted.addAll(List.of("host_name", "pid", "taken_at", "release"));
    this.order = List.copyOf(sorted);
  }

  private static Column text(String name, String meaning) {
    return new Column(name, false, meaning);
  }

  private static Column number(String name, String meaning) {
    return new Column(name, true, meaning);
  }

  /// {@return its name: that of its folder}
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// {@return the table of an id, if there is one}
  public static Optional<DatasetTable> of(String id) {
    return Arrays.stream(values()).filter(table -> table.id().equals(id)).findFirst();
  }

  public List<Column> columns() {
    return columns;
  }

  /// {@return the places of the columns that rows are sorted by, the most important first}
  int[] order() {
    List<String> names = columns.stream().map(Column::name).toList();
    return order.stream().mapToInt(names::indexOf).toArray();
  }
}
