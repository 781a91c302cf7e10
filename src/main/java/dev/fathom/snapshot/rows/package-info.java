/// The tables of a snapshot, and nothing of the file that they are in.
///
/// Each part of the findings has a class `…Rows` that says, side by side, how it becomes a table
/// and how the table becomes it again: whoever adds a column to the findings adds it there, in both
/// directions.
@NullMarked
package dev.fathom.snapshot.rows;

import org.jspecify.annotations.NullMarked;
