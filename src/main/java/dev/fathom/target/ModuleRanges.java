package dev.fathom.target;

import dev.fathom.model.memory.Mapping;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The modules of a target, to be found by mapping. The questions of each kind come in ascending
/// address order. **Cost**: the logarithm of the number of modules a question.
final class ModuleRanges {
  /// A module, and its place among all: the first that fits is the one.
  private record Ranked(int rank, LoadedModule module) {}

  private final List<LoadedModule> byStart;
  private final List<Ranked> byBss;
  private int next;

  /// Those whose zeroed data begins below the last question; the first of all modules first.
  private final PriorityQueue<Ranked> begun =
      new PriorityQueue<>(Comparator.comparingInt(Ranked::rank));

  ModuleRanges(List<LoadedModule> modules) {
    byStart = modules.stream().sorted(Comparator.comparingLong(LoadedModule::start)).toList();
    byBss =
        java.util.stream.IntStream.range(0, modules.size())
            .mapToObj(rank -> new Ranked(rank, modules.get(rank)))
            .sorted(Comparator.comparingLong(ranked -> ranked.module().bssStart()))
            .toList();
  }

  /// {@return the module whose file mapping it is, or null} Modules do not overlap.
  @Nullable LoadedModule of(Mapping mapping) {
    int low = 0;
    int high = byStart.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byStart.get(middle).start() <= mapping.start()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    LoadedModule module = low == 0 ? null : byStart.get(low - 1);
    return module != null
            && module.inode() == mapping.inode()
            && module.device().equals(mapping.device())
            && mapping.end() <= module.end()
        ? module
        : null;
  }

  /// {@return the module whose zeroed data goes on at `address`, or null}
  @Nullable LoadedModule zeroed(long address) {
    while (next < byBss.size() && byBss.get(next).module().bssStart() <= address) {
      begun.add(byBss.get(next++));
    }
    while (!begun.isEmpty() && begun.peek().module().bssEnd() <= address) {
      begun.remove();
    }
    Ranked first = begun.peek();
    return first == null ? null : first.module();
  }
}
