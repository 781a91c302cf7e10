/// Findings on disk, and back.
///
/// A snapshot is one file: a ZIP archive, nothing in it compressed by ZIP, of Parquet tables and a
/// manifest. `docs/snapshot-format.md` is its contract. [Snapshot] writes it, and reads all of it;
/// [SnapshotFile] reads as far as somebody asks, and holds the tables that the floors above put
/// beside the findings, of which nothing is known here. How each part of the findings becomes a
/// table is known in `rows`. [Manifest] is everything that is no table; [Container] is the file.
///
/// Written are names: of types, modules, attributes, variables, files. The contents of strings are
/// not, unless asked for. Whatever is read is checked before it is believed, because above the
/// waist nobody checks it again: places are ascending, numbers of objects are those of objects.
@NullMarked
package dev.fathom.snapshot;

import org.jspecify.annotations.NullMarked;
