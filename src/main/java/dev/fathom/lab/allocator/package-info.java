/// Allocators that run in the memory of a model process: what they write there is what the real
/// ones write, word for word as far as it is modelled, so that whoever reads the memory of a real
/// process can read this too.
///
/// A [ModelAllocator] hands out and takes back. [BoundaryTagMalloc] is shaped like glibc's malloc,
/// [Pymalloc] like CPython's small-object allocator, [BlockHeap] like MicroPython's heap of blocks,
/// [SvArenas] like Perl's arenas of heads and bodies. [HeapCount] says what became of the memory
/// that one has taken from the kernel. What programs do with it, and what an object is, is known
/// above.
@NullMarked
package dev.fathom.lab.allocator;

import org.jspecify.annotations.NullMarked;
