/// What is known of memory itself: mappings, areas, pages, arenas, chunks, pools and blocks.
///
/// The states that a piece of memory can have ([ChunkState], [BlockState]) are the vocabulary that
/// all allocators and runtimes share.
@NullMarked
package dev.fathom.model.memory;

import org.jspecify.annotations.NullMarked;
