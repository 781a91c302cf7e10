package dev.fathom.lab.sketch;

import dev.fathom.lab.allocator.PoolLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The lists of CPython's allocator, drawn with their arrows.
public final class PoolText {
  private PoolText() {}

  public static List<String> of(PoolLists lists) {
    List<String> text = new ArrayList<>();
    text.add("usedpools, by size of block");
    if (lists.classes().isEmpty()) {
      text.add("  none has a free block");
    }
    for (PoolLists.SizeClass size : lists.classes()) {
      for (PoolLists.Pool pool : size.pools()) {
        text.add(
            String.format(
                Locale.ROOT,
                "  %3d B → pool 0x%x: %d of %d blocks in use",
                size.blockBytes(),
                pool.address(),
                pool.used(),
                pool.capacity()));
        text.add("          free" + chain(pool.chain(), pool.chained(), pool.uncut()));
      }
    }
    text.add("usable arenas");
    if (lists.arenas().isEmpty()) {
      text.add("  none: the next pool needs an mmap()");
    }
    for (PoolLists.Arena arena : lists.arenas()) {
      text.add(
          String.format(
              Locale.ROOT,
              "  0x%x: %d of %d pools free",
              arena.address(),
              arena.free(),
              arena.total()));
      text.add(
          "          free" + chain(arena.emptied(), arena.free() - arena.uncut(), arena.uncut()));
    }
    return text;
  }

  private static String chain(List<Long> first, int count, int uncut) {
    String arrows =
        first.stream()
            .map(address -> String.format(Locale.ROOT, " → 0x%x", address))
            .collect(Collectors.joining());
    return arrows
        + (count > first.size() ? " → " + (count - first.size()) + " more" : "")
        + (uncut > 0 ? " → " + uncut + " unused arena space" : "");
  }
}
