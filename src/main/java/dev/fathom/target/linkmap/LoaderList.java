package dev.fathom.target.linkmap;

import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The loader's own list of what it has loaded (`struct r_debug` and `struct link_map` in glibc's
/// `elf/link.h` and `include/link.h`; musl has the same in `src/internal/dynlink.h`).
///
/// It is found through the entry DT_DEBUG of the program's dynamic section, which the loader fills
/// in. Nothing in it is believed that does not lead back to where it came from.
public final class LoaderList {
  private static final int MOST_FILES = 1 << 14;
  private static final int MOST_NAMESPACES = 1 << 8;
  private static final int LONGEST_NAME = 4096;

  // Elf64_Dyn (elf/elf.h)
  private static final long DT_NULL = 0;
  private static final long DT_DEBUG = 21;
  private static final long ENTRY_BYTES = 16;

  // struct r_debug_extended (elf/link.h)
  private static final int LATEST_VERSION = 2;
  private static final long FIRST_MAP = 8;
  private static final long NEXT_NAMESPACE = 40;

  // struct link_map (elf/link.h); what follows these is the loader's own
  private static final long MAP_BIAS = 0;
  private static final long MAP_NAME = 8;
  private static final long MAP_DYNAMIC = 16;
  private static final long MAP_NEXT = 24;
  private static final long MAP_PREVIOUS = 32;

  private LoaderList() {}

  /// A file that was loaded.
  ///
  /// @param address of the loader's structure
  /// @param namespace 0 for the program's own
  /// @param bias what was added to the addresses in the file
  /// @param name its path; empty of the program itself
  /// @param dynamic address of its dynamic section
  public record Entry(long address, int namespace, long bias, String name, long dynamic) {}

  /// {@return the address of the loader's structure, as a program's dynamic section tells it; 0
  /// where it does not}
  ///
  /// @param dynamic its address
  /// @param bytes its size
  public static long debug(Words words, long dynamic, long bytes) {
    for (long at = dynamic; at + ENTRY_BYTES <= dynamic + bytes; at += ENTRY_BYTES) {
      long tag = words.u64(at);
      if (tag == DT_DEBUG) {
        return words.u64(at + Long.BYTES);
      }
      if (tag == DT_NULL) {
        return 0;
      }
    }
    return 0;
  }

  /// {@return the files of all namespaces, in load order; none where there is no such list}
  ///
  /// @param debug address of the loader's structure
  public static List<Entry> of(Words words, long debug) {
    List<Entry> found = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long at = debug;
    for (int namespace = 0; at != 0 && namespace < MOST_NAMESPACES && seen.add(at); namespace++) {
      int version = words.u32(at);
      if (!words.met() || version < 1 || version > LATEST_VERSION) {
        break;
      }
      found.addAll(follow(words, words.u64(at + FIRST_MAP), namespace));
      at = version < LATEST_VERSION ? 0 : words.u64(at + NEXT_NAMESPACE);
    }
    return found;
  }

  private static List<Entry> follow(Words words, long first, int namespace) {
    List<Entry> found = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long previous = 0;
    long map = first;
    while (map != 0 && found.size() < MOST_FILES && seen.add(map)) {
      if (words.u64(map + MAP_PREVIOUS) != previous || !words.met()) {
        return List.of();
      }
      String name = words.string(words.u64(map + MAP_NAME), LONGEST_NAME);
      found.add(
          new Entry(
              map,
              namespace,
              words.u64(map + MAP_BIAS),
              name == null ? "" : name,
              words.u64(map + MAP_DYNAMIC)));
      previous = map;
      map = words.u64(map + MAP_NEXT);
    }
    return found;
  }
}
