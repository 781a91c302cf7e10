/// mimalloc 2.0 to 2.4, preloaded, linked in, or as CPython 3.13 and later bring it
/// (`PYTHONMALLOC=mimalloc`), found and walked without symbols.
///
/// Its memory is cut into segments aligned to 32 MiB, each with a table of what its slices of 64
/// KiB are for: a table that tiles the segment without a gap is what it is known by ([MiSegment]).
/// One or more slices are a page of equal blocks ([MiPage]). Three lists in a page, and one in each
/// heap, say which blocks are free ([FreeBlocks]); all others up to the page's capacity are live,
/// and their number must be what the page says ([PageWalk]). No list of segments is needed, and no
/// thread's storage: whichever mimalloc a segment belongs to, it tells of itself.
///
/// Layouts are from `include/mimalloc/types.h` of the versions named in [Layout]. Not known here:
/// secure and debug builds, whose lists are encoded; mimalloc before 2.0.9, and 3.
@NullMarked
package dev.fathom.malloc.mimalloc;

import org.jspecify.annotations.NullMarked;
