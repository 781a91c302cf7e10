/// The memory as it can be drawn.
///
/// A [Picture] is the books once more, by what memory is ([MemoryTree]) and by where it is
/// ([AddressMap]): it hears of the same pieces as they do, so it agrees with them.
@NullMarked
package dev.fathom.analysis.account.picture;

import org.jspecify.annotations.NullMarked;
