package dev.fathom.findings;

import dev.fathom.os.PageCounters;
import dev.fathom.target.Area;
import dev.fathom.target.Mapping;
import dev.fathom.target.PageRuns;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Optional;

/// What is known about a target at one moment.
///
/// @param identity who it is
/// @param runtime the language runtime found in it
/// @param allocators names of the allocators found in it
/// @param mappings in address order, with the kernel's counters
/// @param areas the mappings cut by purpose, in address order
/// @param pages which pages are there
/// @param heaps which arena fills which range with chunks
/// @param chunks pieces of the allocators' memory; states are codes of
///   [dev.fathom.malloc.ChunkState]
/// @param blocks pieces of the runtime's own memory; states are codes of
///   [dev.fathom.runtime.BlockState]; where both tell something, blocks refine chunks
/// @param pools the runtime's pools
/// @param objects the runtime's objects
/// @param types of the objects
/// @param buffers live memory that holds no object, and who owns it
/// @param references what the objects refer to
/// @param cost of the look
/// @param warnings what the reader must know
public record Findings(
    Target.Identity identity,
    Optional<RuntimeIdentity> runtime,
    List<String> allocators,
    List<Mapping> mappings,
    List<Area> areas,
    PageRuns pages,
    Heaps heaps,
    Extents chunks,
    Extents blocks,
    PoolTable pools,
    ObjectTable objects,
    TypeTable types,
    BufferTable buffers,
    References references,
    Cost cost,
    List<Warning> warnings) {

  /// A language runtime.
  ///
  /// @param name `cpython`, `perl`
  /// @param version `3.11.2`; may be empty
  /// @param title `CPython 3.11.2 (stripped)`
  /// @param stripped whether its binary has no symbol table
  public record RuntimeIdentity(String name, String version, String title, boolean stripped) {
    /// {@return the language that it runs, as a reader writes it: `Python`, `Perl`}
    public String language() {
      return name.equals("perl") ? "Perl" : "Python";
    }
  }

  /// {@return the same with other warnings}
  public Findings with(List<Warning> others) {
    return new Findings(
        identity,
        runtime,
        allocators,
        mappings,
        areas,
        pages,
        heaps,
        chunks,
        blocks,
        pools,
        objects,
        types,
        buffers,
        references,
        cost,
        others);
  }

  /// {@return the kernel's counters over all mappings}
  public PageCounters counters() {
    PageCounters sum = PageCounters.NONE;
    for (Mapping mapping : mappings) {
      sum = sum.plus(mapping.counters());
    }
    return sum;
  }

  /// {@return the size of the address space in bytes}
  public long virtualBytes() {
    long bytes = 0;
    for (Mapping mapping : mappings) {
      bytes += mapping.bytes();
    }
    return bytes;
  }

  /// {@return whether something is missing in the answer}
  public boolean partial() {
    return warnings.stream().anyMatch(Warning::partial);
  }
}
