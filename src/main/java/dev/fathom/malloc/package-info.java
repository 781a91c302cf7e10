/// Allocators: recognise yourself in a process, and list your chunks.
///
/// An [Allocator] knows one library's data structures and nothing else. It streams what it finds
/// into a [ChunkSink], in address order inside each [Segment], without knowing who listens. What it
/// cannot parse it says so: a violation is counted, the gap is a chunk state of its own, and the
/// walk goes on at the next certain chunk.
///
/// A [Claimant] recognises what begins at an address of anonymous memory that nobody owns so far:
/// mmapped chunks here, an interpreter's pools one floor up.
@NullMarked
package dev.fathom.malloc;

import org.jspecify.annotations.NullMarked;
