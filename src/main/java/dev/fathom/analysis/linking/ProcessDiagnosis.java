package dev.fathom.analysis.linking;

import dev.fathom.analysis.finding.Severity;
import dev.fathom.analysis.linking.LinkFinding.Kind;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.LoadedFile.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What linking costs a process, and what is amiss in it: the largest first.
public final class ProcessDiagnosis {
  private static final long PAGE_BYTES = 4096;

  /// Below that, a library that is hardly in memory is no matter.
  private static final long LARGE_BYTES = 8L << 20;

  private static final int HARDLY = 10;
  private static final int RANKED = 3;

  private final LinkedProcess process;
  private final List<LinkFinding> found = new ArrayList<>();

  private ProcessDiagnosis(LinkedProcess process) {
    this.process = process;
  }

  /// {@return what is to be said, what keeps it from working first, then the largest}
  public static List<LinkFinding> of(LinkedProcess process) {
    ProcessDiagnosis diagnosis = new ProcessDiagnosis(process);
    diagnosis.relocations();
    diagnosis.sameLibrary();
    diagnosis.sameBuild();
    diagnosis.found.addAll(SharedSymbols.of(process));
    for (LoadedFile file : process.loaded()) {
      diagnosis.file(file);
    }
    diagnosis.stacks();
    diagnosis.found.sort(
        Comparator.comparing(LinkFinding::severity)
            .thenComparingLong(LinkFinding::bytes)
            .reversed());
    return diagnosis.found;
  }

  private void relocations() {
    long places = 0;
    long bytes = 0;
    for (LoadedFile file : process.loaded()) {
      places += linked(file).relocations().count();
      bytes += file.memory().relocated();
    }
    if (bytes == 0) {
      return;
    }
    List<String> most =
        process.loaded().stream()
            .sorted(
                Comparator.comparingLong((LoadedFile file) -> file.memory().relocated()).reversed())
            .limit(RANKED)
            .map(file ->
                linked(file).name()
                    + " "
                    + number(file.memory().relocated() / PAGE_BYTES)
                    + " pages")
            .toList();
    add(
        Kind.RELOCATED_PAGES,
        process.graph().files().getFirst().path(),
        "the loader filled in "
            + number(places)
            + " places on "
            + number(bytes / PAGE_BYTES)
            + " pages, of which each process that is started has its own; the most: "
            + String.join(", ", most),
        "workers that are forked once all is imported share them",
        List.of(),
        bytes);
  }

  /// The same library from several places: other versions, or copies that packages brought along.
  private void sameLibrary() {
    grouped(file -> LibraryNames.common(linked(file).name()))
        .forEach((name, files) -> {
          Map<String, LoadedFile> paths = new LinkedHashMap<>();
          files.forEach(file -> paths.putIfAbsent(linked(file).path(), file));
          if (!name.startsWith("lib") || paths.size() < 2) {
            return;
          }
          long all = files.stream().mapToLong(file -> file.memory().resident()).sum();
          long largest = files.stream().mapToLong(file -> file.memory().resident()).max().orElse(0);
          add(
              Kind.SAME_LIBRARY_TWICE,
              name,
              name
                  + " is loaded from "
                  + paths.size()
                  + " files: "
                  + Enumeration.of(List.copyOf(paths.keySet()))
                  + "; each has its own memory, settings and threads",
              "use packages that are built against one of them",
              List.copyOf(paths.keySet()),
              all - largest);
        });
  }

  private void sameBuild() {
    grouped(file -> linked(file).buildId())
        .forEach((build, files) -> {
          List<String> inodes =
              files.stream().map(file -> file.device() + file.inode()).distinct().toList();
          if (build.isEmpty() || inodes.size() < 2) {
            return;
          }
          List<String> paths = files.stream().map(file -> linked(file).path()).distinct().toList();
          long all =
              files.stream()
                  .mapToLong(file -> file.memory().resident() - file.memory().written())
                  .sum();
          long largest =
              files.stream()
                  .mapToLong(file -> file.memory().resident() - file.memory().written())
                  .max()
                  .orElse(0);
          add(
              Kind.SAME_BUILD_TWICE,
              paths.getFirst(),
              Enumeration.of(paths)
                  + " are the same build in different files: the kernel keeps each in memory",
              "replace the copies by links to one file",
              paths,
              all - largest);
        });
  }

  private void file(LoadedFile file) {
    LinkedFile linked = linked(file);
    LoadedFile.Memory memory = file.memory();
    if (file.state() != State.THERE) {
      add(
          Kind.REPLACED_FILE,
          linked.path(),
          linked.path()
              + (file.state() == State.REPLACED
                  ? " was replaced: the process runs the file that was there before"
                  : " was deleted: the process keeps it")
              + ", and no new process shares its memory",
          "restart the process",
          List.of(),
          memory.resident());
    }
    if (linked.habits().textRelocations()) {
      add(
          Kind.TEXT_RELOCATIONS,
          linked.path(),
          linked.name() + " has places in its code filled in: no process shares those pages",
          "compile all of it with -fPIC",
          List.of(),
          memory.patched());
    } else if (memory.patched() > 0) {
      add(
          Kind.PATCHED_CODE,
          linked.path(),
          "code of "
              + linked.name()
              + " was changed in memory: by a debugger, or to hook functions",
          "",
          List.of(),
          memory.patched());
    }
    if (memory.writableCode() > 0) {
      add(
          Kind.WRITABLE_CODE,
          linked.path(),
          linked.name() + " has memory that can be both written and executed",
          "link it without -N and without sections of both flags",
          List.of(),
          memory.writableCode());
    }
    if (memory.mapped() >= LARGE_BYTES && memory.resident() * 100 < memory.mapped() * HARDLY) {
      add(
          Kind.HARDLY_RESIDENT,
          linked.path(),
          "of "
              + linked.name()
              + ", which is large, "
              + String.format(Locale.ROOT, "%.0f %%", 100.0 * memory.resident() / memory.mapped())
              + " is in memory: its size on disk says little of what it costs",
          "",
          List.of(),
          memory.resident());
    }
  }

  private void stacks() {
    if (process.executableStacks() == 0) {
      return;
    }
    List<String> culprits =
        process.graph().files().stream()
            .filter(file -> file.habits().executableStack())
            .map(LinkedFile::name)
            .toList();
    add(
        Kind.EXECUTABLE_STACK,
        culprits.isEmpty() ? process.graph().files().getFirst().path() : culprits.getFirst(),
        "the stack can be executed"
            + (culprits.isEmpty() ? "" : ": " + Enumeration.of(culprits) + " wants that"),
        "link it with -Wl,-z,noexecstack; assembler needs a section .note.GNU-stack",
        culprits,
        0);
  }

  private Map<String, List<LoadedFile>> grouped(Function<LoadedFile, String> key) {
    return process.loaded().stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private LinkedFile linked(LoadedFile file) {
    return process.graph().files().get(file.number());
  }

  private void add(
      Kind kind, String file, String sentence, String help, List<String> names, long bytes) {
    found.add(new LinkFinding(kind, Severity.NOTE, file, sentence, help, names, bytes));
  }

  private static String number(long amount) {
    return String.format(Locale.ROOT, "%,d", amount);
  }
}
