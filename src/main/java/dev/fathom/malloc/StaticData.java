package dev.fathom.malloc;

import dev.fathom.target.AddressSpace;
import dev.fathom.model.memory.Area;
import dev.fathom.target.Target;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// The static variables of all modules: where an allocator's root stands, whichever library or
/// program it was linked into.
public final class StaticData {
  private static final long PAGE_BYTES = 4096;

  private StaticData() {}

  /// Tries each aligned word that is in memory, in address order.
  ///
  /// @param root whether what is looked for begins at this address
  /// @return the first address that passes. **Cost**: see [ResidentWords#find]
  public static OptionalLong find(Target target, LongPredicate root) {
    for (Area area : AddressSpace.areas(target)) {
      if (area.kind().staticData() && area.mapping().writable()) {
        OptionalLong found = ResidentWords.find(target, area.start(), area.end(), root);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  /// {@return whether an address can be that of a page: aligned, and not null}
  public static boolean isPage(long address) {
    return address > 0 && address % PAGE_BYTES == 0;
  }
}
