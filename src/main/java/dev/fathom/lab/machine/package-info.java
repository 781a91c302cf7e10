/// A machine small enough to see whole: frames, page tables, and a kernel that answers page faults.
///
/// A [Task] sees pages; a page table entry says in which frame a page is, or in which swap slot, or
/// nothing yet. The MMU is [Machine#read] and [Machine#write]: they translate, or fault, and the
/// kernel inside [Machine] answers: zeros, a page of a file through the page cache, a copy of what
/// is shared since a fork, one more page of stack; or a segmentation fault. When no frame is free,
/// a clock goes round and evicts: clean pages of files for nothing, dirty ones by writing them.
///
/// What page tables themselves take is reckoned ([TableUse]), but takes no frames.
///
/// What is not modelled: caches of the processor (but for their cost), huge pages, the shared page
/// of zeros, several nodes.
@NullMarked
package dev.fathom.lab.machine;

import org.jspecify.annotations.NullMarked;
