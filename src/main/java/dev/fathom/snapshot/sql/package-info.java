/// Snapshots asked in SQL.
///
/// [Query] gives the tables of a snapshot to DuckDB as views, [DatasetQuery] those of a dataset.
/// DuckDB is large and mostly not needed: its classes and its native library stand beside Fathom's
/// and are not on the class path; [Engine] loads them when the first query comes.
@NullMarked
package dev.fathom.snapshot.sql;

import org.jspecify.annotations.NullMarked;
