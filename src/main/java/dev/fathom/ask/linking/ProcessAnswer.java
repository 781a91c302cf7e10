package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.ask.linking.LibraryLine.LibraryMemory;
import dev.fathom.model.linking.IncludedModule;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.Need;
import dev.fathom.model.linking.StartPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to be said of what is linked in a process.
///
/// @param findings the gravest first, then the largest
public record ProcessAnswer(LinkedProcess process, List<LinkFinding> findings) {
  private static final long PAGE_BYTES = 4096;

  public ProcessAnswer {
    findings = List.copyOf(findings);
  }

  /// {@return its files, in load order}
  public List<LibraryLine> libraries() {
    LinkGraph graph = process.graph();
    int[] depths = depths(graph);
    List<LibraryLine> lines = new ArrayList<>();
    for (LoadedFile each : process.loaded()) {
      LinkedFile file = graph.files().get(each.number());
      Optional<Need> need =
          graph.needs().stream().filter(one -> one.to() == each.number()).findFirst();
      lines.add(
          new LibraryLine(
              need.map(Need::name).orElse(file.name()),
              file.path(),
              need.map(one -> graph.files().get(one.from()).name()).orElse(""),
              Need.Place.MAPPED,
              depths[each.number()],
              LibraryLine.group(graph, each.number()),
              file.relocations().count(),
              StartPages.of(file).length * PAGE_BYTES,
              Optional.of(
                  new LibraryMemory(
                      each.memory().resident(), each.memory().own(), each.memory().written()))));
    }
    return lines;
  }

  /// How many files lead to each, by the shortest way.
  private static int[] depths(LinkGraph graph) {
    int[] depths = new int[graph.files().size()];
    for (LinkGraph.Group group : graph.groups()) {
      for (int member : group.members()) {
        for (Need need : graph.needs(member)) {
          if (need.isMet() && need.to() != group.head() && depths[need.to()] == 0) {
            depths[need.to()] = depths[member] + 1;
          }
        }
      }
    }
    return depths;
  }

  /// {@return the modules of languages that it includes}
  public List<ModuleLine> modules() {
    return process.included().stream().map(this::line).toList();
  }

  private ModuleLine line(IncludedModule module) {
    LoadedFile.Memory memory = process.loaded().get(module.file()).memory();
    boolean alone = module.kind() == IncludedModule.Kind.EXTENSION;
    return new ModuleLine(
        module.name(),
        module.kind(),
        process.graph().files().get(module.file()).path(),
        alone
            ? Optional.of(memory.mapped())
            : Optional.of(module.bytes()).filter(bytes -> bytes > 0),
        alone
            ? Optional.of(new LibraryMemory(memory.resident(), memory.own(), memory.written()))
            : Optional.empty());
  }

  /// {@return the sum of what they take}
  public LibraryMemory sum() {
    long resident = 0;
    long own = 0;
    long written = 0;
    for (LoadedFile each : process.loaded()) {
      resident += each.memory().resident();
      own += each.memory().own();
      written += each.memory().written();
    }
    return new LibraryMemory(resident, own, written);
  }
}
