package dev.fathom.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Shared libraries of this machine that a target can be started with (`LD_PRELOAD`).
public final class SharedLibrary {
  private SharedLibrary() {}

  /// The library of a name such as `libjemalloc.so.2`; without it the calling test is skipped and
  /// says so.
  public static Path require(String name) {
    Optional<Path> library =
        Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib")
            .map(folder -> Path.of(folder, name))
            .filter(Files::isRegularFile)
            .findFirst();
    Assumptions.assumeTrue(library.isPresent(), "no " + name + " on this machine");
    return library.orElseThrow();
  }
}
