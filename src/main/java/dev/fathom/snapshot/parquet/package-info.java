/// Parquet, as far as flat tables of numbers and names need it.
///
/// Every column is required, so a page holds values and no levels. Numbers are `INT64` in
/// `DELTA_BINARY_PACKED`; labels (a handful of words) and texts are UTF-8 strings, the former
/// through a dictionary, the latter `PLAIN`. Pages are compressed with zstd and carry the CRC-32
/// that the format has a field for. That is a small part of what Parquet can be, but every engine
/// reads it.
///
/// The format is that of [parquet-format 2.11](https://parquet.apache.org/docs/file-format/):
/// [CompactWriter] and [CompactReader] know its Thrift protocol, [DeltaEncoding] and
/// [HybridEncoding] its two encodings of integers, [TableWriter] and [TableReader] put a table
/// together. Nothing here knows what the tables mean.
///
/// What is read may have been damaged or made to do damage: each length is bounded by what is there
/// before anything of that length is allocated, and what does not hold is a
/// [DamagedTableException].
@NullMarked
package dev.fathom.snapshot.parquet;

import org.jspecify.annotations.NullMarked;
