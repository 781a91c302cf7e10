package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process in which Perl and Python run: `both.pl`.
final class SeveralLanguagesTest {
  @Test
  void eachIsToldInItsOwnWords(@TempDir Path folder) {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "both.pl", folder)) {
      assertTold(target.pid());
      Path snapshot = folder.resolve("both.fathom");
      FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
      assertTold(snapshot);
    }
  }

  private static void assertTold(Object subject) {
    assertThat(FathomRun.of("objects", subject).assertFine().out())
        .containsPattern("(?m)^ +3,000 .* __main__\\.Cart$");
    String screen = FathomRun.of("report", subject).assertFine().out();
    assertThat(screen)
        .contains("CPython 3.", "perl 5.", "live Python and Perl objects")
        .doesNotContain("is live Python objects", "is live Perl");
    String owners = FathomRun.of("owners", subject).assertFine().out();
    assertThat(owners).contains("@main::PEOPLE", "__main__.carts");
    assertThat(FathomRun.of("path", subject, "Cart").assertFine().out())
        .contains("__main__.carts[*]");
  }
}
