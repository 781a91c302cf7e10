package dev.fathom.survey.family;

import dev.fathom.model.family.Cause;
import java.util.Arrays;

/// What stands in each word of some pages: the cause that a change of it has, and the object that
/// it belongs to.
///
/// Made once for all workers that have un-shared one of the pages: asking word by word costs more
/// than comparing.
///
/// **Memory**: 5 bytes a word.
final class PageWords {
  static final int PAGE_WORDS = (int) (PageTable.PAGE_BYTES / Long.BYTES);

  private final byte[] causes;
  private final int[] objects;

  /// @param pages the most that it can hold
  PageWords(int pages) {
    causes = new byte[pages * PAGE_WORDS];
    objects = new int[pages * PAGE_WORDS];
  }

  /// Says what stands in the words from `from` up to `to`.
  ///
  /// @param object that they belong to, itself or through a buffer; or [MemoryMap#NO_OBJECT]
  void mark(int from, int to, Cause cause, int object) {
    Arrays.fill(causes, from, to, (byte) cause.code());
    Arrays.fill(objects, from, to, object);
  }

  /// {@return the code of the cause that a change of a word has}
  int cause(int word) {
    return causes[word];
  }

  /// {@return the object that a word belongs to, or [MemoryMap#NO_OBJECT]}
  int object(int word) {
    return objects[word];
  }
}
