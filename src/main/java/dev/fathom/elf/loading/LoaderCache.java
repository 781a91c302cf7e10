package dev.fathom.elf.loading;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `/etc/ld.so.cache`: where the libraries of the usual directories are, as `ldconfig` found them.
///
/// The form is that of glibc since 2.2 (`sysdeps/generic/dl-cache.h`, `struct cache_file_new`).
/// What is not in that form is as if it were not there: so takes it the loader.
final class LoaderCache {
  private static final String MAGIC = "glibc-ld.so.cache1.1";

  // struct cache_file_new
  private static final int COUNT = 20;
  private static final int HEAD_BYTES = 48;

  // struct file_entry_new
  private static final int FLAGS = 0;
  private static final int KEY = 4;
  private static final int VALUE = 8;
  private static final int HWCAP = 16;
  private static final int ENTRY_BYTES = 24;

  /// FLAG_ELF_LIBC6 with the class and machine: FLAG_X8664_LIB64, FLAG_AARCH64_LIB64,
  /// FLAG_RISCV_FLOAT_ABI_DOUBLE.
  private static final Map<String, Integer> FLAG =
      Map.of("x86-64", 0x0303, "aarch64", 0x0a03, "riscv", 0x1003);

  /// A few hundred kilobytes on a large system.
  private static final int LARGEST = 64 << 20;

  private static final int LONGEST_NAME = 4096;

  private final Map<String, List<Entry>> entries = new HashMap<>();

  /// @param hardware 0 for a library that any processor runs
  private record Entry(int flags, String path, long hardware) {}

  private LoaderCache() {}

  /// Reads it.
  ///
  /// @param file where it is; there may be none
  static LoaderCache read(Path file) {
    LoaderCache cache = new LoaderCache();
    try {
      byte[] bytes = KernelFiles.bytes(file);
      if (bytes.length <= LARGEST) {
        cache.parse(bytes);
      }
    } catch (IOException none) {
      // As in a container without `ldconfig`: then there are the directories alone.
    }
    return cache;
  }

  private void parse(byte[] bytes) {
    int start = new String(bytes, ISO_8859_1).indexOf(MAGIC);
    if (start < 0 || bytes.length - start < HEAD_BYTES) {
      return;
    }
    ByteBuffer all = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
    int count = all.getInt(start + COUNT);
    for (int i = 0; i < count; i++) {
      int at = start + HEAD_BYTES + i * ENTRY_BYTES;
      if (at < 0 || at + ENTRY_BYTES > bytes.length) {
        return;
      }
      String key = text(bytes, start + all.getInt(at + KEY));
      String path = text(bytes, start + all.getInt(at + VALUE));
      if (!key.isEmpty() && path.startsWith("/")) {
        entries
            .computeIfAbsent(key, name -> new ArrayList<>())
            .add(new Entry(all.getInt(at + FLAGS), path, all.getLong(at + HWCAP)));
      }
    }
  }

  private static String text(byte[] bytes, int start) {
    if (start < 0 || start >= bytes.length) {
      return "";
    }
    int end = start;
    while (end < bytes.length && end - start < LONGEST_NAME && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, ISO_8859_1);
  }

  /// {@return the paths of a library for a machine, in the order in which the loader takes them}
  /// Those for some processors alone are left out: whether they fit is for the directories to say.
  List<String> paths(String name, String machine) {
    return entries.getOrDefault(name, List.of()).stream()
        .filter(entry -> entry.flags() == FLAG.getOrDefault(machine, -1) && entry.hardware() == 0)
        .map(Entry::path)
        .toList();
  }

  /// {@return the names of libraries that begin so, for a machine}
  List<String> names(String beginning, String machine) {
    return entries.keySet().stream()
        .filter(name -> name.startsWith(beginning) && !paths(name, machine).isEmpty())
        .sorted()
        .toList();
  }
}
