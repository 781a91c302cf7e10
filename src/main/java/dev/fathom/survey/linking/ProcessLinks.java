package dev.fathom.survey.linking;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fathom.elf.ProgramHeader;
import dev.fathom.elf.loading.Loaders;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.SymbolNames;
import dev.fathom.model.memory.Mapping;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import dev.fathom.target.linkmap.LoaderList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is linked in a process: the loader's own list, the files behind it, and what they take in
/// memory.
///
/// The process runs meanwhile: what is asked about changes when it loads something, and then a list
/// that does not lead back to itself is read once more.
public final class ProcessLinks {
  /// The program headers of the program, in the auxiliary vector (`include/uapi/linux/auxvec.h`).
  private static final long AT_PHDR = 3;

  private static final int PAIR_BYTES = 16;
  private static final int ATTEMPTS = 3;

  private final LiveProcess target;
  private final Words words;
  private final LinkedFiles files = new LinkedFiles(new SymbolNames());

  private ProcessLinks(LiveProcess target) {
    this.target = target;
    this.words = new Words(target.memory());
  }

  /// Looks at a process. **Cost**: reads the tables of symbols and relocations of all its files.
  ///
  /// @throws ProcessAccessException in one line, if it cannot be looked at
  public static LinkedProcess of(int process) throws ProcessAccessException {
    try (LiveProcess target = LiveProcess.open(process, Freeze.NONE)) {
      return new ProcessLinks(target).read();
    }
  }

  /// A file of the loader's list with its mappings.
  private record Placed(LoadedModule module, LoaderList.Entry entry) {}

  private LinkedProcess read() throws ProcessAccessException {
    List<Placed> placed = placed();
    List<LinkedFile> linked = new ArrayList<>();
    List<Placed> read = new ArrayList<>();
    for (Placed each : placed) {
      try {
        String path = each.module().path();
        linked.add(
            files.read(
                each.module().image(),
                path.endsWith(FileStates.DELETED)
                    ? path.substring(0, path.length() - FileStates.DELETED.length())
                    : path));
        read.add(each);
      } catch (IOException damaged) {
        // It cannot have been loaded like that: what is on the disk now is another one.
      }
    }
    LoadOrder order =
        new LoadOrder(linked, read.stream().map(each -> each.entry().namespace()).toList());
    LinkGraph graph =
        new LinkGraph(
            files.names(),
            linked,
            order.needs(),
            order.groups(),
            linked.isEmpty() ? LoaderRules.VERSIONED : Loaders.of(linked.getFirst()));
    ModuleMemory memory = new ModuleMemory(target);
    FileStates states = new FileStates(target.identity().process());
    List<LoadedFile> loaded = new ArrayList<>();
    for (int number = 0; number < linked.size(); number++) {
      LoadedModule module = read.get(number).module();
      Mapping first = mapping(module.start());
      loaded.add(
          new LoadedFile(
              number,
              read.get(number).entry().namespace(),
              read.get(number).entry().bias(),
              module.start(),
              module.end(),
              first == null ? "" : first.device(),
              first == null ? 0 : first.inode(),
              states.of(module, first),
              memory.of(module, linked.get(number))));
    }
    IncludedModules included = new IncludedModules(words, files.names(), linked, loaded);
    return new LinkedProcess(
        target.identity(),
        graph,
        loaded,
        Slots.read(words, graph, loaded),
        Parties.extensions().stream().flatMap(each -> included.of(each).stream()).toList(),
        executableStacks());
  }

  /// The files of the list; of a static program, which has none, all that are mapped.
  private List<Placed> placed() throws ProcessAccessException {
    List<LoadedModule> modules = target.modules();
    LoadedModule program = program(modules);
    List<LoaderList.Entry> entries = List.of();
    for (int attempt = 0; attempt < ATTEMPTS && entries.isEmpty(); attempt++) {
      entries = program == null ? List.of() : entries(program, new Words(target.memory()));
    }
    List<Placed> placed = new ArrayList<>();
    for (LoaderList.Entry entry : entries) {
      LoadedModule module = LoadedModule.below(modules, entry.dynamic());
      // The kernel's own (vDSO) is in the list, and no file.
      if (module != null
          && entry.dynamic() < module.end()
          && placed.stream().noneMatch(each -> each.module().equals(module))) {
        placed.add(new Placed(module, entry));
      }
    }
    if (placed.isEmpty()) {
      modules.stream()
          .sorted(Comparator.comparing((LoadedModule each) -> !each.equals(program)))
          .map(each -> new Placed(each, new LoaderList.Entry(0, 0, each.bias(), "", 0)))
          .forEach(placed::add);
    }
    return placed;
  }

  private @Nullable LoadedModule program(List<LoadedModule> modules) throws ProcessAccessException {
    ByteBuffer vector = ByteBuffer.wrap(target.auxiliaryVector()).order(LITTLE_ENDIAN);
    while (vector.remaining() >= PAIR_BYTES) {
      if (vector.getLong() == AT_PHDR) {
        return LoadedModule.below(modules, vector.getLong());
      }
      vector.getLong();
    }
    return null;
  }

  private static List<LoaderList.Entry> entries(LoadedModule program, Words words) {
    for (ProgramHeader segment : program.image().programHeaders()) {
      if (segment.type() == ProgramHeader.PT_DYNAMIC) {
        long debug =
            LoaderList.debug(
                words, program.bias() + segment.virtualAddress(), segment.memorySize());
        return debug == 0 ? List.of() : LoaderList.of(words, debug);
      }
    }
    return List.of();
  }

  private @Nullable Mapping mapping(long start) {
    for (Mapping mapping : target.mappings()) {
      if (mapping.start() == start) {
        return mapping;
      }
    }
    return null;
  }

  /// Those of threads have no name: what is written and executed there, and no file's, may be made
  /// by a compiler as well.
  private long executableStacks() {
    return target.mappings().stream()
        .filter(mapping -> mapping.name().startsWith("[stack") && mapping.executable())
        .mapToLong(Mapping::bytes)
        .sum();
  }
}
