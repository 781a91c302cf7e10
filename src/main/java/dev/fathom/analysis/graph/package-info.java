/// The objects as a graph: who holds what, and what would go if it went.
///
/// [ObjectGraph] adds to the objects and edges of the findings one node from which everything is
/// reached. [Reach] decides from which roots: modules and frames first, what only static data or C
/// memory holds after that, the rest as unreachable. [Dominators] finds for each object the one
/// through which every path to it leads; [Retained] sums up what each keeps alive. [OwnerPaths]
/// names objects by the shortest way to them, as an expression that can be pasted.
///
/// Everything is iterative and in arrays of `int`: a chain of ten million objects is fine.
@NullMarked
package dev.fathom.analysis.graph;

import org.jspecify.annotations.NullMarked;
