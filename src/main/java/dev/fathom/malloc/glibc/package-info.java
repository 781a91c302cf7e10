/// glibc's malloc (ptmalloc), 2.10 to 2.43, found and walked without symbols.
///
/// The main arena betrays itself: 127 bins in a row, each a closed list ([MainArena],
/// [StateLayout]). Everything else hangs off it: the ring of the other arenas and their heaps
/// ([GlibcArenas]), the parameters with the start of the brk heap ([Parameters]). [HeapWalk]
/// follows the chunks' sizes; [MmappedChunks] finds those that have a mapping of their own. Layouts
/// are from `malloc/malloc.c` and `malloc/arena.c` of the versions named.
@NullMarked
package dev.fathom.malloc.glibc;

import org.jspecify.annotations.NullMarked;
