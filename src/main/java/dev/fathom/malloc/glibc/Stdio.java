package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/// The open files of C's standard library and their buffers (`struct _IO_FILE`), as far as they
/// stand in malloc's heaps.
final class Stdio {
  // struct _IO_FILE (libio/bits/types/struct_FILE.h)
  private static final long FLAGS = 0;
  private static final long BUFFER = 56;
  private static final long CHAIN = 104;

  /// The program gave the buffer (`setvbuf`): it is the program's.
  private static final int USER_BUFFER = 1;

  private static final long PAYLOAD = 16;
  private static final long ALIGNMENT_BITS = 15;
  private static final int MOST_FILES = 1 << 16;

  private Stdio() {}

  /// Marks what the list of open files reaches. Exported by every glibc: `_IO_list_all`.
  static void mark(LoadedModule libc, ArenaHeaps heaps, Words words, ChunkMarks.Builder marks) {
    OptionalLong list = libc.address("_IO_list_all");
    if (list.isEmpty()) {
      return; // a static program: its files count as the program's
    }
    long file = words.u64(list.getAsLong());
    Set<Long> seen = new HashSet<>();
    while (file != 0 && words.met() && seen.size() < MOST_FILES && seen.add(file)) {
      markChunk(file, heaps, marks);
      if ((words.u32(file + FLAGS) & USER_BUFFER) == 0) {
        markChunk(words.u64(file + BUFFER), heaps, marks);
      }
      file = words.u64(file + CHAIN);
    }
  }

  private static void markChunk(long payload, ArenaHeaps heaps, ChunkMarks.Builder marks) {
    if ((payload & ALIGNMENT_BITS) == 0 && heaps.at(payload - PAYLOAD) != null) {
      marks.add(payload - PAYLOAD, ChunkState.STDIO);
    }
  }
}
