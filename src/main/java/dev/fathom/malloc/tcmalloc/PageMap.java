package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.ResidentWords;
import dev.fathom.malloc.StaticData;
import dev.fathom.malloc.UsedWords;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The map that leads from a page to its span: `TCMalloc_PageMap2` (`pagemap.h`), with 2^17 leaves
/// of 2^18 entries.
///
/// The root is a static array of pointers to leaves. Entries that are not in use any more may stay:
/// the descriptors that they lead to tell of other pages now.
///
/// @param root address of the array
record PageMap(long root) {
  private static final int LEAF_BITS = 18;
  private static final int ROOT_BITS = 17;
  private static final long ROOT_BYTES = (1L << ROOT_BITS) * Long.BYTES;
  private static final long SLOT_MASK = (1L << LEAF_BITS) - 1;

  static final long LEAF_BYTES = (1L << LEAF_BITS) * Long.BYTES;

  /// What tcmalloc aligns its own structures to.
  private static final long ALIGNMENT = 16;

  /// How many entries of a leaf must lead back to it.
  private static final int CERTAIN = 4;

  /// How many may lead elsewhere: to the span of the page before, or to an old one.
  private static final int MOST_OTHERS = 256;

  static Optional<PageMap> find(Target target, Words words) {
    UsedWords used = new UsedWords(target, words);
    OptionalLong pointer =
        StaticData.find(target, at -> indexOf(words.u64(at), target, used, words).isPresent());
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    long at = pointer.getAsLong();
    OptionalLong index = indexOf(words.u64(at), target, used, words);
    return Optional.of(new PageMap(at - index.orElse(0) * Long.BYTES));
  }

  /// {@return which entry of the root leads to a leaf, as the leaf itself says; empty where it is
  /// none}
  private static OptionalLong indexOf(long leaf, Target target, UsedWords used, Words words) {
    if (leaf <= 0 || leaf % ALIGNMENT != 0 || !StaticData.leadsToMemory(target, leaf)) {
      return OptionalLong.empty();
    }
    LeafProof proof = new LeafProof(leaf, words);
    used.find(leaf, leaf + LEAF_BYTES, proof::isEnough);
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

    /// Looks at an entry, and says whether there is no need to look at another.
    boolean isEnough(long at) {
      long entry = words.u64(at);
      Span span = entry > 0 && entry % ALIGNMENT == 0 ? Span.of(entry, words) : null;
      if (span == null) {
        certain = 0;
        return true;
      }
      long page = span.start() >>> Span.PAGE_SHIFT;
      if ((page & SLOT_MASK) != (at - leaf) / Long.BYTES) {
        others++;
        return others >= MOST_OTHERS;
      }
      long here = page >>> LEAF_BITS;
      certain = certain == 0 || here == index ? certain + 1 : 1;
      index = here;
      return certain >= CERTAIN;
    }

    OptionalLong index() {
      return certain > 0 ? OptionalLong.of(index) : OptionalLong.empty();
    }
  }

  /// {@return addresses of the leaves}
  List<Long> leaves(Target target, Words words) {
    List<Long> leaves = new ArrayList<>();
    ResidentWords.find(
        target,
        root,
        root + ROOT_BYTES,
        at -> {
          if (words.u64(at) != 0) {
            leaves.add(words.u64(at));
          }
          return false; // on to the next
        });
    return leaves;
  }

  /// {@return all spans, in address order} **Cost**: some nanoseconds for each page of the target
  /// in the ranges of 2 GiB that tcmalloc uses, and the reading of a descriptor a span.
  List<Span> spans(Target target, Words words) {
    List<Span> spans = new ArrayList<>();
    ResidentWords.find(
        target,
        root,
        root + ROOT_BYTES,
        at -> {
          long leaf = words.u64(at);
          if (leaf != 0) {
            long first = ((at - root) / Long.BYTES) << LEAF_BITS;
            ResidentWords.find(
                target,
                leaf,
                leaf + LEAF_BYTES,
                slot -> {
                  long entry = words.u64(slot);
                  Span span = entry == 0 ? null : Span.of(entry, words);
                  long page = first + (slot - leaf) / Long.BYTES;
                  if (span != null && span.start() == page << Span.PAGE_SHIFT) {
                    spans.add(span);
                  }
                  return false; // on to the next
                });
          }
          return false; // on to the next
        });
    return spans;
  }
}
