/// The objects as a graph: who holds what, and what would go if it went.
///
/// [ObjectGraph] adds to the objects and edges of the findings one node from which everything is
/// reached. [Reach] decides from which roots: modules and frames first, what only static data or C
/// memory holds after that, the rest as unreachable. [Dominators] finds for each object the one
/// through which every path to it leads; [Retained] sums up what each keeps alive. [OwnerPaths]
/// names objects by the shortest way to them, as an expression that can be pasted.
///
/// [Ways] tells all ways to objects. It follows them in groups ([WayGroup]) of what is held alike:
/// [WayBackwards] from the objects to where the program has a name ([WayRoots]), [WayForwards]
/// again to what each leads to, and [WayTeller] once more to spell it. [ShortestWays] counts the
/// shortest alone.
///
/// A snapshot brings all this along: [StoredAnalysis] makes tables of it, and gives it back to the
/// findings of a file. Whoever changes what is concluded here raises its version.
///
/// Everything is iterative and in arrays of `int`: a chain of ten million objects is fine.
@NullMarked
package dev.fathom.graph;

import org.jspecify.annotations.NullMarked;
