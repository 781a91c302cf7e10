/// The heap snapshots of V8, which Chrome's DevTools and memlab read: a graph of nodes and edges as
/// two arrays of numbers, and one of strings (V8, `src/profiler/heap-snapshot-generator.cc`,
/// "HeapSnapshotJSONSerializer").
///
/// Who has a node is known here, and how it is numbered; what memory is nobody's is a question of
/// the analysis.
@NullMarked
package dev.fathom.export.chrome;

import org.jspecify.annotations.NullMarked;
