package dev.fathom.malloc;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// The static variables of all modules: where an allocator's root stands, whichever library or
/// program it was linked into.
public final class StaticData {
  private static final long PAGE_BYTES = 4096;

  private static final long LARGE_BYTES = 8L << 20;

  private StaticData() {}

  /// Tries each aligned word that is in memory, those of a module in address order; large areas
  /// after all the small ones: a root is seldom in the company of a program's large arrays.
  ///
  /// @param root whether what is looked for begins at this address
  /// @return the first address that passes. **Cost**: see [ResidentWords#find]
  public static OptionalLong find(Target target, LongPredicate root) {
    List<Area> areas =
        AddressSpace.areas(target).stream()
            .filter(area -> area.kind().staticData() && area.mapping().writable())
            .toList();
    for (boolean large : new boolean[] {false, true}) {
      for (Area area : areas) {
        if (large == (area.bytes() > LARGE_BYTES)) {
          OptionalLong found = ResidentWords.find(target, area.start(), area.end(), root);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  /// {@return whether what an allocator takes for itself can be at an address: memory of no file,
  /// for reading and writing}
  public static boolean leadsToMemory(Target target, long address) {
    Mapping mapping = AddressSpace.atOrAbove(target.mappings(), address);
    return mapping != null
        && mapping.contains(address)
        && mapping.writable()
        && !mapping.executable()
        && !mapping.ofFile()
        && !mapping.special();
  }

  /// {@return whether an address can be that of a page: aligned, and not null}
  public static boolean isPage(long address) {
    return address > 0 && address % PAGE_BYTES == 0;
  }
}
