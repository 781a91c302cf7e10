/// The narrow waist: what is known of a target, as columns, and the vocabulary of it.
///
/// Below, code knows memory and layouts and no report; above, code knows columns and no memory.
/// [Findings] hold mappings, areas and page runs (`model.memory`), chunks and blocks as extents
/// (`model.column`), objects, types and what they refer to (`model.object`). Whoever wants to know
/// something about the target asks these.
///
/// The [Columns] are in memory, or in a file and read when they are asked for. What is at an
/// address, the [Cursor] tells: nobody else puts columns side by side by address.
///
/// The [Columns] are in memory, or in a file and read when they are asked for. [Conclusions] keeps
/// what the floors above found out, so that it is found out once.
///
/// The model imports nothing but the JDK: it knows no process, no allocator and no language.
@NullMarked
package dev.fathom.model;

import org.jspecify.annotations.NullMarked;
