/// Looks at a family of processes: hold all of them, read their page tables, compare what is no
/// longer shared.
///
/// [PageTable] is the pages of one process, each with its frame and with how many map it; from
/// several of them follow who shares what with whom ([SharingCount]) and what one more worker
/// costs. [CopyOnWrite] compares the pages that a worker has no longer in common with its parent,
/// byte by byte, and charges the differences to what the findings of the parent know at those
/// addresses. [DuplicateSearch] looks for equal pages and equal objects that are not shared, but
/// could be.
@NullMarked
package dev.fathom.survey.family;

import org.jspecify.annotations.NullMarked;
