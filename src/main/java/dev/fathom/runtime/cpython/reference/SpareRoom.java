package dev.fathom.runtime.cpython.reference;

import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.PythonTableSizes;

/// Tells of which containers the tables have more room than growth leaves.
///
/// No table becomes smaller when entries are deleted, but those of lists and bytearrays, and these
/// below half alone (`list_resize`, `PyByteArray_Resize`).
final class SpareRoom {
  private static final long POINTER_BYTES = 8;

  /// Growth multiplies tables by up to four; then a new one may be half as large: in 2.7, and of
  /// sets (`GROWTH_RATE`, `set_add_entry`).
  private static final double FULL_HASHED = 0.25;

  /// Growth leaves an eighth free (`list_resize`, `PyByteArray_Resize`).
  private static final double FULL_ARRAY = 0.75;

  private final KeptReferences kept;
  private final Tables tables;
  private final ReferenceSink sink;
  private final PythonTableSizes sizes;
  private final long items;
  private final long listItems;
  private final long dictUsed;
  private final long setUsed;
  private final long byteArrayStart;

  SpareRoom(
      KeptReferences kept, Layout layout, Offsets offsets, Tables tables, ReferenceSink sink) {
    this.kept = kept;
    this.tables = tables;
    this.sink = sink;
    this.sizes = new PythonTableSizes(offsets.version());
    this.items = offsets.varSize();
    this.listItems = layout.struct("PyListObject").offset("ob_item");
    this.dictUsed = layout.struct("PyDictObject").offset("ma_used");
    this.setUsed = layout.struct("PySetObject").offset("used");
    this.byteArrayStart = layout.struct("PyByteArrayObject").offset("ob_bytes");
  }

  /// @param bytes those of the list's array
  void ofList(long list, long bytes) {
    long count = kept.u64(list + items);
    if (isCount(count, bytes)) {
      tell(FULL_ARRAY, kept.u64(list + listItems), bytes, count, sizes.list(count));
    }
  }

  /// @param bytes those of the bytearray's buffer
  void ofByteArray(long address, long bytes) {
    long count = kept.u64(address + items);
    if (isCount(count, bytes)) {
      tell(FULL_ARRAY, kept.u64(address + byteArrayStart), bytes, count, sizes.byteArray(count));
    }
  }

  /// @param bytes those of the dict's table
  void ofDict(long dict, long table, long bytes) {
    long count = kept.u64(dict + dictUsed);
    if (isCount(count, bytes)) {
      tell(FULL_HASHED, table, bytes, count, sizes.dict(count, tables.entryBytes(table)));
    }
  }

  /// @param bytes those of the nodes that an ordered dict has beside its table, one for each slot
  void ofNodes(long dict, long nodes, long bytes) {
    long count = kept.u64(dict + dictUsed);
    if (isCount(count, bytes)) {
      tell(FULL_HASHED, nodes, bytes, count, sizes.dictSlots(count) * POINTER_BYTES);
    }
  }

  /// @param bytes those of the set's table
  void ofSet(long set, long table, long bytes) {
    long count = kept.u64(set + setUsed);
    if (isCount(count, bytes)) {
      tell(FULL_HASHED, table, bytes, count, sizes.set(count));
    }
  }

  /// Whether so many may be in there. Else memory is torn, or somebody else's.
  private static boolean isCount(long count, long bytes) {
    return count >= 0 && count < bytes;
  }

  private void tell(double full, long table, long bytes, long count, long rebuilt) {
    if (rebuilt <= full * bytes) {
      sink.sparse(table, bytes, count, rebuilt);
    }
  }
}
