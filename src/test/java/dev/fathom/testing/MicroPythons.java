package dev.fathom.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The MicroPythons that `.ci/fetch-interpreters` has unpacked, and those that somebody has built:
/// `micropython` in a folder whose name ends in `-micropython`.
public final class MicroPythons {
  /// What is asked for where one will do.
  private static final String FIRST = "trixie";

  private MicroPythons() {}

  /// Every one that tests know of, a JUnit method source; one that is not here skips the test that
  /// wants to start it, and is named.
  public static List<Path> known() {
    return Stream.of(FIRST, "sid", "split", "tags", "old", "new").map(MicroPythons::of).toList();
  }

  /// One of them; the test that starts it is skipped where it is not here.
  public static Path any() {
    return of(FIRST);
  }

  private static Path of(String folder) {
    return Interpreters.folder().resolve(folder + "-micropython/micropython");
  }
}
