/// Families of processes: what they share, what each costs, and what broke the sharing.
///
/// [Census] counts all processes of a machine by the kernel's own totals. [PageTable] is the pages
/// of one process, each with its frame and with how many map it; from several of them follow who
/// shares what with whom ([SharingMatrix]) and what one more worker costs ([Family]). [CopyOnWrite]
/// compares the pages that a worker has no longer in common with its parent, byte by byte, and
/// charges the differences to what the findings of the parent know at those addresses. [Duplicates]
/// looks for equal pages and equal objects that are not shared, but could be.
///
/// This package knows pages and frames, and reads the bytes of un-shared pages; it knows no layout
/// of any allocator or runtime beyond what the findings say.
@NullMarked
package dev.fathom.family;

import org.jspecify.annotations.NullMarked;
