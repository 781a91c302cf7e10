package dev.fathom.host;

import io.airlift.compress.v3.xxhash.XxHash64NativeHasher;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdNativeCompressor;
import io.airlift.compress.v3.zstd.ZstdNativeDecompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The libraries of zstd and of the checksum that goes with it. They come in a jar, and the system
/// loads them from files only: these are removed as soon as they are loaded, not at the end.
///
/// Where they cannot be loaded, code in Java does the same, some three times as slow.
public final class ZstdLibrary {
  /// Where its loader unpacks it (`NativeLoader` of aircompressor 3.6).
  private static final String PLACE = "aircompressor.tmpdir";

  private ZstdLibrary() {}

  /// {@return a compressor of the usual level, for one thread}
  public static ZstdCompressor compressor() {
    return Loaded.ZSTD ? new ZstdNativeCompressor() : new ZstdJavaCompressor();
  }

  /// {@return a compressor of a level, where that can be chosen; for one thread}
  public static ZstdCompressor compressor(int level) {
    return Loaded.ZSTD ? new ZstdNativeCompressor(level) : new ZstdJavaCompressor();
  }

  /// {@return what undoes it, for one thread}
  public static ZstdDecompressor decompressor() {
    return Loaded.ZSTD ? new ZstdNativeDecompressor() : new ZstdJavaDecompressor();
  }

  private static final class Loaded {
    static final boolean ZSTD = load();
  }

  private static boolean load() {
    Path directory;
    try {
      directory = Files.createTempDirectory("fathom-");
    } catch (IOException full) {
      return false;
    }
    // For who interrupts Fathom just now.
    directory.toFile().deleteOnExit();
    System.setProperty(PLACE, directory.toString());
    try {
      boolean zstd = ZstdNativeCompressor.isEnabled() && ZstdNativeDecompressor.isEnabled();
      boolean checksum = XxHash64NativeHasher.isEnabled(); // which its own class asks for later
      return zstd && checksum;
    } finally {
      remove(directory);
    }
  }

  private static void remove(Path directory) {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    } catch (IOException gone) {
      return;
    }
    files.forEach(file -> file.toFile().delete());
    directory.toFile().delete();
  }
}
