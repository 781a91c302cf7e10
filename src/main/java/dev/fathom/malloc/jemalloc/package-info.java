/// jemalloc 5.3, preloaded or linked in, found and walked without symbols.
///
/// A radix tree over page numbers leads from any page of its memory to the descriptor (`edata_t`)
/// of the extent that the page belongs to, and so a leaf of the tree proves itself: its entries
/// lead to descriptors that lead back to their places ([PageTree]). An [Extent] is free, one large
/// allocation, or a slab of equal regions with a bitmap of the free ones. Regions that the threads'
/// caches keep are free as well, though their slabs count them as handed out; the caches are listed
/// by the arenas, which stand in jemalloc's own blocks ([BaseBlock], [ThreadCaches]).
///
/// Layouts are from `include/jemalloc/internal` of jemalloc 5.3.0, as it is configured on 64-bit
/// machines with pages of 4 KiB and addresses of 48 bits. Not known here: 5.2 and before, whose
/// tree has other entries, and 6.
@NullMarked
package dev.fathom.malloc.jemalloc;

import org.jspecify.annotations.NullMarked;
