/// Columns of numbers by the million: arrays that grow, pieces of memory that follow one another,
/// ranks of addresses.
///
/// Nothing here knows what the numbers mean.
@NullMarked
package dev.fathom.model.column;

import org.jspecify.annotations.NullMarked;
