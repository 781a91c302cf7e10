/// tcmalloc of gperftools 2, preloaded or linked in, found and walked without symbols. (Google's
/// newer TCMalloc is another design, and not known here.)
///
/// A two-level map leads from any page of its memory to the descriptor ([Span]) of the pages that
/// it belongs to, and so a leaf of the map proves itself: its entries lead to descriptors that lead
/// back to their places ([PageMap]). A span is free, one large allocation, or cut into objects of
/// one size ([SizeMap]) with a list of the free ones. Objects that the caches keep, of the threads
/// and the central ones, are free as well ([Caches]).
///
/// Layouts are from `src` of gperftools 2.10, as it is configured on 64-bit machines with tcmalloc
/// pages of 8 KiB and addresses of 48 bits.
@NullMarked
package dev.fathom.malloc.tcmalloc;

import org.jspecify.annotations.NullMarked;
