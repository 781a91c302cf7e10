package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.ResidentWords;
import dev.fathom.malloc.StaticData;
import dev.fathom.malloc.UsedWords;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The tree that leads from a page to its extent: `rtree_t` (`rtree.h`), of two levels of 2^18
/// entries each.
///
/// The root is a static array of pointers to leaves. An entry of a leaf holds the address of a
/// descriptor, in the bits below it the state, above it the size class. Entries that are not in use
/// any more may stay: their descriptors tell of other pages now.
///
/// @param root address of the array
record PageTree(long root) {
  private static final int LEVEL_BITS = 18;
  private static final int PAGE_SHIFT = 12;
  private static final int LEAF_SHIFT = PAGE_SHIFT + LEVEL_BITS;
  private static final int ENTRIES = 1 << LEVEL_BITS;
  private static final long LEVEL_BYTES = (long) ENTRIES * Long.BYTES;

  /// Leaves are cut from blocks for jemalloc's own use by cache lines.
  private static final long LEAF_ALIGNMENT = 64;

  // rtree_leaf_elm_t
  private static final long DESCRIPTOR_MASK = 0x0000_ffff_ffff_ff80L;
  private static final int STATE_SHIFT = 2;
  private static final int STATE_MASK = 7;
  private static final long ALWAYS_ZERO = 0xff00_0000_0000_0060L;

  /// An entry of no extent any more: a size class that there is none of (SC_NSIZES), and no
  /// descriptor.
  private static final long CLEARED = (long) SizeClass.COUNT << 48;

  /// How many entries of a leaf must lead back to it.
  private static final int CERTAIN = 4;

  /// How many may lead elsewhere: to the extent of the page before, or to an old one.
  private static final int MOST_OTHERS = 256;

  static Optional<PageTree> find(Target target, Words words) {
    UsedWords used = new UsedWords(target, words);
    OptionalLong pointer =
        StaticData.find(target, at -> indexOf(words.u64(at), target, used, words).isPresent());
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    long at = pointer.getAsLong();
    OptionalLong index = indexOf(words.u64(at), target, used, words);
    return Optional.of(new PageTree(at - index.orElse(0) * Long.BYTES));
  }

  /// {@return which entry of the root leads to a leaf, as the leaf itself says; empty where it is
  /// none}
  private static OptionalLong indexOf(long leaf, Target target, UsedWords used, Words words) {
    if (leaf <= 0 || leaf % LEAF_ALIGNMENT != 0 || !StaticData.leadsToMemory(target, leaf)) {
      return OptionalLong.empty();
    }
    LeafProof proof = new LeafProof(leaf, words);
    used.find(leaf, leaf + LEVEL_BYTES, at -> !proof.goesOn(at));
    return proof.index();
  }

  /// Follows the entries of what may be a leaf, until it certainly is one or is none.
  private static final class LeafProof {
    private final long leaf;
    private final Words words;
    private long index;
    private int certain;
    private int others;

    LeafProof(long leaf, Words words) {
      this.leaf = leaf;
      this.words = words;
    }

    /// Looks at an entry. False when there is no need to look at another.
    boolean goesOn(long at) {
      long entry = words.u64(at);
      if (entry == CLEARED) {
        return true;
      }
      if (!isEntry(entry)) {
        certain = 0;
        return false;
      }
      Extent extent = Extent.of(entry & DESCRIPTOR_MASK, words);
      long slot = (at - leaf) / Long.BYTES;
      if (extent == null || (extent.start() >>> PAGE_SHIFT & ENTRIES - 1) != slot) {
        others++;
        return others < MOST_OTHERS;
      }
      long here = extent.start() >>> LEAF_SHIFT;
      certain = certain == 0 || here == index ? certain + 1 : 1;
      index = here;
      return certain < CERTAIN;
    }

    OptionalLong index() {
      return certain >= CERTAIN ? OptionalLong.of(index) : OptionalLong.empty();
    }
  }

  private static boolean isEntry(long entry) {
    return (entry & ALWAYS_ZERO) == 0 && (entry & DESCRIPTOR_MASK) != 0;
  }

  /// Visits the words of a level, until the visitor has enough.
  private static void scan(long start, Target target, LongPredicate visitor) {
    ResidentWords.find(target, start, start + LEVEL_BYTES, at -> !visitor.test(at));
  }

  /// {@return addresses of the leaves}
  List<Long> leaves(Target target, Words words) {
    List<Long> leaves = new ArrayList<>();
    scan(
        root,
        target,
        at -> {
          if (words.u64(at) != 0) {
            leaves.add(words.u64(at));
          }
          return true;
        });
    return leaves;
  }

  /// {@return all extents, in address order} **Cost**: some nanoseconds for each page of the target
  /// in the ranges of a gigabyte that jemalloc uses, and the reading of a descriptor an extent.
  List<Extent> extents(Target target, Words words) {
    List<Extent> extents = new ArrayList<>();
    scan(
        root,
        target,
        at -> {
          long leaf = words.u64(at);
          if (leaf != 0) {
            long first = ((at - root) / Long.BYTES) << LEAF_SHIFT;
            scan(
                leaf,
                target,
                slot -> {
                  Extent extent = beginningAt(first, leaf, slot, words);
                  if (extent != null) {
                    extents.add(extent);
                  }
                  return true;
                });
          }
          return true;
        });
    return extents;
  }

  /// {@return the extent that begins at the page of a slot, or null where none does}
  private static @Nullable Extent beginningAt(long first, long leaf, long slot, Words words) {
    long entry = words.u64(slot);
    if (!isEntry(entry)) {
      return null;
    }
    Extent extent = Extent.of(entry & DESCRIPTOR_MASK, words);
    long page = first + (((slot - leaf) / Long.BYTES) << PAGE_SHIFT);
    return extent != null
            && extent.start() == page
            && extent.state() == (int) (entry >>> STATE_SHIFT & STATE_MASK)
        ? extent
        : null;
  }
}
