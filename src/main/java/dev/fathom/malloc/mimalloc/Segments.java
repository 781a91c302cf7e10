package dev.fathom.malloc.mimalloc;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds segments: each aligned address in anonymous memory is looked at.
final class Segments {
  /// Aligned addresses in the largest address space that there is.
  private static final int MOST = 1 << 22;

  private Segments() {}

  /// {@return the layout of the first segment that there is}
  static Optional<MiLayout> layout(Target target, Words words) {
    for (long address : aligned(target)) {
      for (MiLayout layout : MiLayout.ALL) {
        MiSegment segment = MiSegment.of(address, layout, words);
        if (segment != null && listsStay(segment, words)) {
          return Optional.of(layout);
        }
      }
    }
    return Optional.empty();
  }

  /// {@return all segments of a layout, in address order; also those that were given back and whose
  /// memory is still there}
  static List<MiSegment> all(Target target, MiLayout layout, Words words) {
    List<Long> aligned = aligned(target);
    List<MiSegment> inUse = new ArrayList<>();
    long end = 0;
    for (long address : aligned) {
      MiSegment segment = address < end ? null : MiSegment.of(address, layout, words);
      if (segment != null) {
        inUse.add(segment);
        end = segment.end();
      }
    }
    return inUse.isEmpty() ? inUse : withGivenBack(inUse, aligned, target, layout, words);
  }

  private static List<MiSegment> withGivenBack(
      List<MiSegment> inUse, List<Long> aligned, Target target, MiLayout layout, Words words) {
    long cookie = MiSegment.cookie(inUse.getFirst().start(), layout, words);
    List<MiSegment> all = new ArrayList<>();
    int next = 0;
    long end = 0;
    for (int i = 0; i < aligned.size(); i++) {
      long address = aligned.get(i);
      if (address < end) {
        continue;
      }
      if (next < inUse.size() && inUse.get(next).start() == address) {
        all.add(inUse.get(next));
        end = inUse.get(next).end();
        next++;
        continue;
      }
      long limit = next < inUse.size() ? inUse.get(next).start() : Long.MAX_VALUE;
      Mapping mapping = AddressSpace.atOrAbove(target.mappings(), address);
      if (mapping != null) {
        limit = Math.min(limit, mapping.end());
      }
      MiSegment free = MiSegment.givenBack(address, limit, cookie, layout, words);
      if (free != null) {
        all.add(free);
        end = free.end();
      }
    }
    return all;
  }

  /// {@return the rule by which the pages' numbers of blocks come out}
  static BlockStart rule(List<MiSegment> segments, Words words) {
    BlockStart best = BlockStart.BLOCKS;
    long fewest = Long.MAX_VALUE;
    for (BlockStart rule : BlockStart.values()) {
      long misfits = 0;
      for (MiSegment segment : segments) {
        for (MiPage page : segment.pagesInUse()) {
          misfits += fits(page, rule, words) ? 0 : 1;
        }
      }
      if (misfits < fewest) {
        fewest = misfits;
        best = rule;
      }
    }
    return best;
  }

  private static boolean fits(MiPage page, BlockStart rule, Words words) {
    long offset = rule.offset(page.blockBytes());
    long free = words.u64(page.descriptor() + page.layout().free());
    return (page.bytes() - offset) / page.blockBytes() == page.reserved()
        && (free == 0 || (free - page.start() - offset) % page.blockBytes() == 0);
  }

  /// Whether the lists of free blocks begin in their pages. Their heads are never encoded.
  private static boolean listsStay(MiSegment segment, Words words) {
    for (MiPage page : segment.pagesInUse()) {
      PageLayout layout = page.layout();
      long foreign = words.u64(page.descriptor() + layout.threadFree());
      if (!staysIn(page, words.u64(page.descriptor() + layout.free()))
          || !staysIn(page, words.u64(page.descriptor() + layout.localFree()))
          || !staysIn(page, foreign & ~FreeBlocks.THREAD_FREE_FLAGS)
          || !staysIn(words.u64(page.descriptor() + segment.layout().heap()), segment, words)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a heap's list of blocks begins in a segment.
  private static boolean staysIn(long heap, MiSegment one, Words words) {
    long block = heap == 0 ? 0 : words.u64(heap + one.layout().delayedFree());
    return block == 0 || MiSegment.of(block & -MiSegment.ALIGNMENT, one.layout(), words) != null;
  }

  private static boolean staysIn(MiPage page, long block) {
    return block == 0 || (block >= page.start() && block < page.end());
  }

  /// {@return the aligned addresses at which something may begin} A segment begins with its header,
  /// so that page is in memory; of reserved memory there may be terabytes.
  private static List<Long> aligned(Target target) {
    List<Long> aligned = new ArrayList<>();
    for (Mapping mapping : target.mappings()) {
      if (mapping.writable() && !mapping.ofFile() && !mapping.special()) {
        addResident(mapping, target.pages(), aligned);
      }
    }
    return aligned;
  }

  private static void addResident(Mapping mapping, PageRuns pages, List<Long> aligned) {
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      long start = Math.max(mapping.start(), pages.start(run));
      long end = Math.min(mapping.end(), pages.end(run));
      long at = start + MiSegment.ALIGNMENT - 1 & -MiSegment.ALIGNMENT;
      for (; pages.readable(run) && at < end && aligned.size() < MOST; at += MiSegment.ALIGNMENT) {
        aligned.add(at);
      }
    }
  }
}
