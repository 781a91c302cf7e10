package dev.fathom.target.beside;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.KernelMemory;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.descriptor.OpenFiles;
import dev.fathom.os.descriptor.UnnamedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks what the kernel keeps for a process that is in no Rss.
public final class BesideRss {
  /// By inode: a process may have as many files as mappings.
  private final Map<Long, List<Mapping>> mappings = new HashMap<>();

  private final PageRuns pages;

  private BesideRss(List<Mapping> mappings, PageRuns pages) {
    for (Mapping mapping : mappings) {
      if (mapping.inode() != 0) {
        this.mappings.computeIfAbsent(mapping.inode(), ignored -> new ArrayList<>()).add(mapping);
      }
    }
    this.pages = pages;
  }

  /// {@return what it keeps; empty where the process is gone, or what it has open was not seen
  /// whole}
  ///
  /// @param pages of the mappings, a moment ago
  public static Optional<KernelMemory> of(
      ProcessDirectory process, List<Mapping> mappings, PageRuns pages) {
    OpenFiles open = OpenFiles.of(process.process(), process.shownAs());
    if (!open.complete()) {
      return Optional.empty();
    }
    try {
      BesideRss beside = new BesideRss(mappings, pages);
      return Optional.of(
          new KernelMemory(
              KernelMemory.STACK_BYTES * process.threads().length,
              open.nameless().stream().mapToLong(beside::unmapped).sum(),
              open.nameless().size(),
              open.socketBytes(),
              open.sockets(),
              process.sizeInStatus("VmLck"),
              process.sizeInStatus("VmPin")));
    } catch (ProcessAccessException gone) {
      return Optional.empty();
    }
  }

  /// {@return the bytes of a file that no mapping of the process has in memory}
  private long unmapped(UnnamedFile file) {
    List<Part> parts = new ArrayList<>();
    for (Mapping mapping : mappings.getOrDefault(file.inode(), List.of())) {
      if (mapping.device().equals(file.device())) {
        add(mapping, parts);
      }
    }
    parts.sort(Comparator.comparingLong(Part::start));
    long mapped = 0;
    long end = 0;
    for (Part part : parts) {
      mapped += Math.max(0, part.end() - Math.max(end, part.start()));
      end = Math.max(end, part.end());
    }
    return Math.max(0, file.bytes() - mapped);
  }

  /// Adds the parts of its file that a mapping has in memory: pages that were copied when they were
  /// written are no longer the file's.
  private void add(Mapping mapping, List<Part> parts) {
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      if (pages.resident(run) && pages.ofFile(run)) {
        long start = Math.max(mapping.start(), pages.start(run));
        long end = Math.min(mapping.end(), pages.end(run));
        long offset = mapping.fileOffset() - mapping.start();
        parts.add(new Part(start + offset, end + offset));
      }
    }
  }

  /// A part of a file, from one offset to another.
  private record Part(long start, long end) {}
}
