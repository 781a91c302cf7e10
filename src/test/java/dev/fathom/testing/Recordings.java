package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.v3.zstd.ZstdDecompressor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// Small programs as they were once, recorded by an earlier Fathom: `recordings/README.md`.
public final class Recordings {
  private static final List<String> ARCHIVES = List.of("bullseye", "bookworm", "sid");

  // A header of ustar, in bytes (POSIX.1-2001, pax, "ustar Interchange Format").
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int OCTAL = 8;
  private static final int TYPE_AT = 156;

  private static final class Unpacked {
    static final NavigableMap<String, Path> FILES = unpack();
  }

  private Recordings() {}

  /// {@return the names of all captures, cores and snapshots: `cpython-3.11.core`}
  public static List<String> all() {
    return Unpacked.FILES.keySet().stream()
        .filter(name -> name.matches(".*\\.(capture|core|fathom)"))
        .toList();
  }

  /// The one of a name. It is not packed.
  public static Path file(String name) {
    return Objects.requireNonNull(Unpacked.FILES.get(name), name);
  }

  /// What the Fathom that recorded it said of it: an answer in JSON a question.
  public static String told(String name) {
    return text(name + ".json");
  }

  /// What the program said of itself.
  ///
  /// @param name of the program: `glibc-2.36`
  static String truth(String name) {
    return text(name + ".truth");
  }

  /// The same of `blocks.c`.
  public static MallocTruth mallocTruth(String name) {
    return MallocTruth.read(file(name + ".truth"));
  }

  /// The same of `recorded.py`: what CPython counts.
  public static MallocStatistics mallocStatistics(String name) {
    return MallocStatistics.parse(truth(name).lines().toList());
  }

  private static String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static NavigableMap<String, Path> unpack() {
    try {
      Path folder = Files.createTempDirectory("fathom-recordings");
      folder.toFile().deleteOnExit();
      NavigableMap<String, Path> files = new TreeMap<>();
      for (String archive : ARCHIVES) {
        unpack(content(archive), folder, files);
      }
      return files;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] content(String archive) throws IOException {
    String name = "/dev/fathom/recordings/" + archive + ".tar.zst";
    try (InputStream in = Objects.requireNonNull(Recordings.class.getResourceAsStream(name))) {
      byte[] packed = in.readAllBytes();
      ZstdDecompressor zstd = ZstdDecompressor.create();
      byte[] bytes = new byte[Math.toIntExact(zstd.getDecompressedSize(packed, 0, packed.length))];
      zstd.decompress(packed, 0, packed.length, bytes, 0, bytes.length);
      return bytes;
    }
  }

  private static void unpack(byte[] tar, Path folder, NavigableMap<String, Path> files)
      throws IOException {
    for (int at = 0; at < tar.length && tar[at] != 0; ) {
      String path = field(tar, at, NAME_BYTES);
      int size = Integer.parseInt(field(tar, at + SIZE_AT, SIZE_BYTES), OCTAL);
      boolean regular = tar[at + TYPE_AT] == '0';
      at += BLOCK_BYTES;
      if (regular) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Path file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
          out.write(tar, at, size);
        }
        file.toFile().deleteOnExit();
        files.put(name, file);
      }
      at += (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
  }

  private static String field(byte[] tar, int at, int bytes) {
    String text = new String(tar, at, bytes, UTF_8);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }
}
