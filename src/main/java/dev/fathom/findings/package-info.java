/// The narrow waist: what is known about a target, as columns.
///
/// Below, code knows memory and layouts and no report; above, code knows columns and no memory.
/// [Survey] puts the floors below to work on one target and returns [Findings]: mappings, areas and
/// page runs; chunks and blocks as [Extents]; [ObjectTable], [TypeTable] and [PoolTable]. Whoever
/// wants to know something about the target asks these.
@NullMarked
package dev.fathom.findings;

import org.jspecify.annotations.NullMarked;
