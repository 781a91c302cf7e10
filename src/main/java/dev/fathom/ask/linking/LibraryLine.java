package dev.fathom.ask.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.Need;
import dev.fathom.model.linking.StartPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A library among those of a program, or one that is missing.
///
/// @param name by which it is needed; of the first file its own
/// @param path where it is; empty where it is missing
/// @param neededBy the name of the file that needs it first; empty where none does
/// @param place where it was found
/// @param depth how many files stand between it and the first, and itself
/// @param group the number of the group that it was loaded with
/// @param relocations how many places the loader fills in
/// @param relocated bytes of the pages that hold those
/// @param memory what it takes in a process; empty for files
public record LibraryLine(
    String name,
    String path,
    String neededBy,
    Need.Place place,
    int depth,
    int group,
    long relocations,
    long relocated,
    Optional<LibraryMemory> memory) {
  private static final long PAGE_BYTES = 4096;

  /// What a library takes in a process, in bytes.
  ///
  /// @param resident of it
  /// @param own of that, pages that no other process shares
  /// @param written of that, pages that are not the file's any more
  public record LibraryMemory(long resident, long own, long written) {}

  /// {@return the files of a graph, each below the one that needs it first}
  static List<LibraryLine> tree(LinkGraph graph, int first) {
    List<LibraryLine> lines = new ArrayList<>();
    boolean[] seen = new boolean[graph.files().size()];
    add(
        graph,
        first,
        new Need(-1, graph.files().get(first).name(), first, Need.Place.PATH, List.of(), List.of()),
        0,
        seen,
        lines);
    return lines;
  }

  /// Goes as deep as libraries need one another: each file once, and no chain is longer than the
  /// files are many, of which a closure has an upper limit.
  private static void add(
      LinkGraph graph, int number, Need need, int depth, boolean[] seen, List<LibraryLine> lines) {
    seen[number] = true;
    lines.add(of(graph, number, need, depth));
    for (Need each : graph.needs(number)) {
      if (!each.isMet()) {
        lines.add(missing(graph, each, depth + 1));
      } else if (!seen[each.to()]) {
        add(graph, each.to(), each, depth + 1, seen, lines);
      }
    }
  }

  private static LibraryLine of(LinkGraph graph, int number, Need need, int depth) {
    LinkedFile file = graph.files().get(number);
    return new LibraryLine(
        need.name(),
        file.path(),
        need.from() < 0 ? "" : graph.files().get(need.from()).name(),
        found(graph, number, need),
        depth,
        group(graph, number),
        file.relocations().count(),
        StartPages.of(file).length * PAGE_BYTES,
        Optional.empty());
  }

  /// Where it was found, by whomever it was needed first.
  private static Need.Place found(LinkGraph graph, int number, Need need) {
    return need.place() != Need.Place.LOADED
        ? need.place()
        : graph.needs().stream()
            .filter(each -> each.to() == number && each.place() != Need.Place.LOADED)
            .map(Need::place)
            .findFirst()
            .orElse(Need.Place.LOADED);
  }

  private static LibraryLine missing(LinkGraph graph, Need need, int depth) {
    return new LibraryLine(
        need.name(),
        "",
        graph.files().get(need.from()).name(),
        need.place(),
        depth,
        group(graph, need.from()),
        0,
        0,
        Optional.empty());
  }

  static int group(LinkGraph graph, int number) {
    for (int group = 0; group < graph.groups().size(); group++) {
      if (graph.groups().get(group).members().contains(number)) {
        return group;
      }
    }
    return graph.groups().size();
  }

  public boolean isMissing() {
    return path.isEmpty();
  }
}
