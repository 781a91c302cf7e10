package dev.fathom.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The perls of this machine: the distribution's own, those that `.ci/fetch-interpreters` has
/// unpacked, and one without threads in `nonthreaded-perl`, where somebody has built it.
public final class Perls {
  private static final Path SYSTEM = Path.of("/usr/bin/perl");

  private Perls() {}

  /// The distribution's stripped perl; without one the calling test is skipped and says so.
  public static Path requireSystem() {
    return orSkip(SYSTEM);
  }

  /// Every perl that tests know of, a JUnit method source; one that is not here skips the test that
  /// wants to start it, and is named.
  public static List<Path> known() {
    String named = System.getenv("FATHOM_TEST_INTERPRETERS");
    Path folder =
        named == null
            ? Path.of(System.getProperty("user.home"), ".cache", "fathom-interpreters")
            : Path.of(named);
    return List.of(
        SYSTEM,
        folder.resolve("trixie-perl/perl5.40"),
        folder.resolve("sid-perl/perl5.42"),
        folder.resolve("nonthreaded-perl/perl"));
  }

  /// {@return the same}; if it is not here, the calling test is skipped and says so
  static Path orSkip(Path perl) {
    Assumptions.assumeTrue(Files.isExecutable(perl), () -> "no " + perl + " on this machine");
    return perl;
  }
}
