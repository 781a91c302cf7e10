package dev.fathom.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The perls of this machine: the distribution's own, those that `.ci/fetch-interpreters` has
/// unpacked, and one without threads in `nonthreaded-perl`, where somebody has built it.
public final class Perls {
  private static final Path SYSTEM = Path.of("/usr/bin/perl");

  private Perls() {}

  /// The distribution's stripped perl; without one the calling test is skipped and says so.
  public static Path requireSystem() {
    Assumptions.assumeTrue(Files.isExecutable(SYSTEM), "no /usr/bin/perl on this machine");
    return SYSTEM;
  }

  /// Every perl that is here.
  public static List<Path> available() {
    String named = System.getenv("FATHOM_TEST_INTERPRETERS");
    Path folder =
        named == null
            ? Path.of(System.getProperty("user.home"), ".cache", "fathom-interpreters")
            : Path.of(named);
    List<Path> found = new ArrayList<>();
    Stream.of(
            SYSTEM,
            folder.resolve("trixie-perl/perl5.40"),
            folder.resolve("sid-perl/perl5.42"),
            folder.resolve("nonthreaded-perl/perl"))
        .filter(Files::isExecutable)
        .forEach(found::add);
    return found;
  }
}
