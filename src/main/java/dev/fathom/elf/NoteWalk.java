package dev.fathom.elf;

import java.util.function.Predicate;

/// One walk over the notes of an image, from segment to segment, until somebody has seen enough.
final class NoteWalk {
  // gABI, "Note Section", Elf64_Nhdr.
  private static final long N_NAMESZ = 0;
  private static final long N_DESCSZ = 4;
  private static final long N_TYPE = 8;
  private static final long NAME = 12;

  private static final long ALIGNMENT = 4;

  /// Notes in segments that ask for it are aligned to 8 bytes, which only `.note.gnu.property`
  /// does.
  private static final long WIDE_ALIGNMENT = 8;

  /// A core has some ten for each thread.
  private static final int MOST = 1 << 22;

  private final ImageBytes bytes;
  private final Predicate<Note> visitor;
  private int seen;
  private long walked;

  NoteWalk(ImageBytes image, Predicate<Note> visitor) {
    this.bytes = image.view();
    this.visitor = visitor;
  }

  /// Walks over the notes of one segment or section.
  ///
  /// @return whether the visitor wants to see more
  boolean visit(long start, long size, long segmentAlignment) throws ElfFormatException {
    bytes.require(start, size);
    walked += size;
    if (walked > bytes.size()) {
      throw bytes.malformed(start, "segments of notes larger than the whole image");
    }
    long alignment = segmentAlignment == WIDE_ALIGNMENT ? WIDE_ALIGNMENT : ALIGNMENT;
    long at = 0;
    while (size - at >= NAME) {
      long position = start + at;
      long nameSize = bytes.u32(position + N_NAMESZ);
      long descriptorSize = bytes.u32(position + N_DESCSZ);
      long descriptor = align(NAME + nameSize, alignment);
      if (descriptor + descriptorSize > size - at) {
        throw bytes.malformed(position, "a note ends outside its segment");
      }
      if (++seen > MOST) {
        throw bytes.malformed(position, "too many notes");
      }
      Note note =
          new Note(
              bytes.text(position + NAME, position + NAME + nameSize),
              bytes.i32(position + N_TYPE),
              bytes.slice(position + descriptor, descriptorSize));
      if (!visitor.test(note)) {
        return false;
      }
      at += align(descriptor + descriptorSize, alignment);
    }
    return true;
  }

  private static long align(long value, long alignment) {
    return value + alignment - 1 & -alignment;
  }
}
