/// The objects as a graph: who holds what, and what would go if it went.
///
/// [Entries] says from where everything is reached: modules and frames first, what only static data
/// or C memory holds after that, the rest as unreachable; [Reach] is what it asks. [Dominators]
/// finds for each object the one through which every path to it leads, and those that it dominates;
/// [Retained] sums up what each keeps alive. [OwnerPaths] names objects by the shortest path to
/// them, as an expression that can be pasted. [GraphAnalysis] is all of these for one target.
///
/// Everything is iterative and in arrays of `int`: a chain of ten million objects is fine.
@NullMarked
package dev.fathom.analysis.graph;

import org.jspecify.annotations.NullMarked;
