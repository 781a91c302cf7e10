/// CPython, 2.7 and 3.6 to 3.14, read from outside without symbols.
///
/// Here memory is walked while the target is held: [PymallocPools] knows a pool by its header and
/// tells live blocks from free ones, [StaticObjects] finds the objects that no allocator handed
/// out, [ObjectKeeper] keeps what will be needed. What leads where: `interpreter` finds the module
/// that holds the interpreter, its version and its layout; `object` decides whether a block holds
/// an object; `kept` is what was kept, and `reference` follows it once the target runs again.
///
/// Which memory is an interpreter's is decided by structure and validated; the heuristic part is
/// which blocks are objects.
@NullMarked
package dev.fathom.runtime.cpython;

import org.jspecify.annotations.NullMarked;
