/// The narrow waist: what is known about a target, as columns.
///
/// Below, code knows memory and layouts and no report; above, code knows columns and no memory.
/// [Survey] puts the floors below to work on one target and returns [Findings]: mappings, areas and
/// page runs; chunks and blocks as [Extents]; [ObjectTable], [TypeTable] and [PoolTable]. Whoever
/// wants to know something about the target asks these.
///
/// The [Columns] are in memory, or in a file and read when they are asked for. [Conclusions] keeps
/// what the floors above found out, so that it is found out once.
@NullMarked
package dev.fathom.findings;

import org.jspecify.annotations.NullMarked;
