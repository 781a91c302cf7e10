/// A dataset: what many looks at many hosts found, as Parquet tables in a folder.
///
/// `TABLE/app=…/host=…/taken=…/fathom-….parquet`: the partitions of Hive, which Spark, Trino and
/// DuckDB read as they are (`docs/fleet.md` is the contract). [Dataset] is the folder,
/// [DatasetTable] says which tables there are, [DatasetRows] are rows of one in memory.
/// [Compaction] puts small files together and lets go of old ones; [Merges] says which files stand
/// for which meanwhile.
///
/// Whoever writes needs no lock: each look makes files of names of their own, complete or not at
/// all. Nothing is ever deleted but what has such a name, and nothing through a link.
@NullMarked
package dev.fathom.snapshot.dataset;

import org.jspecify.annotations.NullMarked;
