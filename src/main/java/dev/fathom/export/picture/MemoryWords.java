package dev.fathom.export.picture;

import dev.fathom.analysis.account.picture.MemoryTree;
import dev.fathom.model.ByteUnit;
import java.util.List;
import java.util.Locale;

/// What is said of a part of the memory.
final class MemoryWords {
  private static final double PERCENT = 100;

  private MemoryWords() {}

  static String title(String above, MemoryTree tree, long all) {
    return String.format(
        Locale.ROOT,
        "%s%s: %s, %.1f %%",
        above.isEmpty() ? "" : above + " · ",
        tree.name(),
        ByteUnit.inText(tree.bytes()),
        PERCENT * tree.bytes() / all);
  }

  /// {@return the parts that can be drawn: the kernel's second count may be less than nothing}
  static List<MemoryTree> drawn(MemoryTree tree) {
    return tree.children().stream().filter(child -> child.bytes() > 0).toList();
  }

  static Paint paint(MemoryTree tree) {
    return tree.account().isEmpty() ? Paint.SEVERAL : Paint.of(tree.account());
  }
}
