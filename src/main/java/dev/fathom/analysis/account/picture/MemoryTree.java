package dev.fathom.analysis.account.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A part of what is in memory, and its parts: Rss, mapping, arena, account, type or size class.
///
/// Children add up to their parent: what is too small to be listed is the last child.
///
/// @param name for people; of the target's choosing where it is a mapping or a type
/// @param kind on which level it stands
/// @param account id of the account that all of it is booked under; empty where there are several
/// @param bytes in memory; of the kernel's second count it may be less than nothing
/// @param pieces of how many pieces it is made
/// @param children the largest first
public record MemoryTree(
    String name, Kind kind, String account, long bytes, long pieces, List<MemoryTree> children) {

  /// The levels.
  public enum Kind {
    RSS("rss"),
    FILE("file"),
    MAPPING("mapping"),
    ARENA("arena"),
    ACCOUNT("account"),
    TYPE("type"),
    SIZE("size"),
    REST("rest");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }

  /// A node with the sum of its children.
  static MemoryTree of(String name, Kind kind, List<MemoryTree> children) {
    long bytes = 0;
    long pieces = 0;
    String account = children.isEmpty() ? "" : children.getFirst().account;
    for (MemoryTree child : children) {
      bytes += child.bytes;
      pieces += child.pieces;
      account = account.equals(child.account) ? account : "";
    }
    List<MemoryTree> sorted = new ArrayList<>(children);
    sorted.sort(Comparator.comparingLong(MemoryTree::bytes).reversed());
    return new MemoryTree(name, kind, account, bytes, pieces, List.copyOf(sorted));
  }

  /// {@return the same, with one node for all children of a node that have less than `least` bytes,
  /// if they are more than one}
  MemoryTree pruned(long least) {
    List<MemoryTree> kept = new ArrayList<>();
    List<MemoryTree> small = new ArrayList<>();
    for (MemoryTree child : children) {
      if (Math.abs(child.bytes) < least) {
        small.add(child);
      } else {
        kept.add(child.pruned(least));
      }
    }
    if (small.size() == 1) {
      kept.add(small.getFirst().withoutChildren());
    } else if (!small.isEmpty()) {
      MemoryTree rest =
          of(String.format(Locale.ROOT, "%,d smaller", small.size()), Kind.REST, small);
      kept.add(rest.withoutChildren());
    }
    return new MemoryTree(name, kind, account, bytes, pieces, List.copyOf(kept));
  }

  private MemoryTree withoutChildren() {
    return new MemoryTree(name, kind, account, bytes, pieces, List.of());
  }

  /// {@return how many nodes it has, itself included}
  public int size() {
    int size = 1;
    for (MemoryTree child : children) {
      size += child.size();
    }
    return size;
  }
}
