/// mimalloc 2.0 to 2.4 and 3.0 to 3.4, preloaded, linked in, or as CPython 3.13 and later bring it
/// (`PYTHONMALLOC=mimalloc`), found and walked without symbols; also padded, debug and secure
/// builds.
///
/// The memory of 2 is cut into segments aligned to 32 MiB, each with a table of what its slices of
/// 64 KiB are for: a table that tiles the segment without a gap is what it is known by
/// ([MiSegment]). That of 3 is cut into arenas, which a list among the static variables leads to
/// ([MiArenas]), and whose bitmaps say what their slices are for ([MiArena]); what is too large for
/// an arena stands alone ([LonePages]). So there are stretches of slices ([MiStretch]), in all
/// versions alike.
///
/// One or more slices are a page of equal blocks ([MiPage]). Three lists in a page, and with 2 one
/// in each heap, say which blocks are free ([FreeBlocks]); all others up to the page's capacity are
/// live, and their number must be what the page says ([PageWalk]). No thread's storage is needed:
/// whichever mimalloc a page belongs to, it tells of itself. Secure and debug builds encode the
/// lists with keys that stand in the page, and say behind each block how much of it the program
/// asked for ([Links]).
///
/// Layouts are from `include/mimalloc/types.h` of the versions named in [MiLayout], [ArenaLayout]
/// and [PageLayout]. Not known here: mimalloc before 2.0.9; objects with guard pages of their own
/// (`MI_GUARDED`).
@NullMarked
package dev.fathom.malloc.mimalloc;

import org.jspecify.annotations.NullMarked;
