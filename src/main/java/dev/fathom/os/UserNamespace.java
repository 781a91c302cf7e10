package dev.fathom.os;

import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.nio.file.Path;

/// The user namespace that Fathom is in. Its root has rights over processes of this namespace, and
/// of those made in it, only.
///
/// @param map `/proc/self/uid_map`: which users have an id in it
record UserNamespace(String map) {
  private static final Path MAP = Path.of("/proc/self/uid_map");

  /// All ids are themselves (`kernel/user.c`, `init_user_ns`).
  private static final String IDENTITY = "0 0 4294967295";

  static UserNamespace own() {
    try {
      return new UserNamespace(KernelFiles.text(MAP));
    } catch (IOException without) {
      return new UserNamespace(IDENTITY); // a kernel that has none
    }
  }

  /// {@return whether it is the machine's own: there root is root}
  boolean isInitial() {
    return map.strip().replaceAll("\\s+", " ").equals(IDENTITY);
  }

  /// {@return whether a user has this id in it}
  boolean has(int id) {
    return map.lines()
        .map(line -> line.strip().split("\\s+", -1))
        .anyMatch(range -> {
          long first = Long.parseLong(range[0]);
          return first <= id && id < first + Long.parseLong(range[2]);
        });
  }
}
