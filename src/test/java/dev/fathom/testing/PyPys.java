package dev.fathom.testing;

import java.nio.file.Path;
import java.util.List;

/// Debian's own PyPy, and those that `.ci/fetch-interpreters` has unpacked.
public final class PyPys {
  private PyPys() {}

  /// Every one that tests know of, a JUnit method source; one that is not here skips the test that
  /// wants to start it, and is named.
  public static List<Path> known() {
    return List.of(any(), fetched("trixie"), fetched("sid"));
  }

  /// The distribution's own.
  public static Path any() {
    return Path.of("/usr/bin/pypy3");
  }

  private static Path fetched(String suite) {
    return Interpreters.folder().resolve(suite + "-pypy/pypy3");
  }
}
