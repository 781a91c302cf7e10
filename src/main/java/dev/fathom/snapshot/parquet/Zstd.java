package dev.fathom.snapshot.parquet;

import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;

/// Compression with zstd: by its own library where that can be loaded, else by code in Java, some
/// three times as slow. What is read goes through the code in Java always: until the library is
/// unpacked and loaded, a tenth of a second has passed, in which that does 50 MB.
final class Zstd {
  private Zstd() {}

  /// Each has some 300 KB of tables, and is for one thread.
  private static final ThreadLocal<ZstdDecompressor> DECOMPRESSOR =
      ThreadLocal.withInitial(ZstdJavaDecompressor::new);

  /// Appends the compressed form of bytes.
  static void compress(ZstdCompressor compressor, byte[] from, int bytes, TableOutput out) {
    int most = compressor.maxCompressedLength(bytes);
    out.reserve(most);
    out.written(compressor.compress(from, 0, bytes, out.array(), out.count(), most));
  }

  /// {@return an array of its own or `reuse`, that begins with the `plain` bytes of what was
  /// compressed, and has [Input#SLACK_BYTES] behind them}
  static byte[] decompress(byte[] from, int bytes, int plain, byte[] reuse)
      throws DamagedTableException {
    byte[] into =
        reuse.length >= plain + Input.SLACK_BYTES ? reuse : new byte[plain + Input.SLACK_BYTES];
    int had;
    try {
      had = DECOMPRESSOR.get().decompress(from, 0, bytes, into, 0, plain);
    } catch (RuntimeException malformed) {
      // Of damaged bytes the library says so in four ways: it also takes numbers that it read for
      // places in tables, and a frame without a size for a state that cannot be.
      throw new DamagedTableException("a page cannot be decompressed");
    }
    if (had != plain) {
      throw new DamagedTableException("a page has more or fewer bytes than it says");
    }
    return into;
  }
}
