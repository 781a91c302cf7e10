package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Any path that Fathom prints can be asked about, and leads to the object that it was printed for.
final class PrintedPathsTest {
  @TempDir private Path directory;

  @Test
  void ofPython() {
    Path file = directory.resolve("python.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    assertAllLeadBack(file);
  }

  @Test
  void ofPerl() {
    Path file = directory.resolve("perl.fathom");
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "every.pl")) {
      FathomRun.of("snapshot", target.pid(), "-o", file);
    }
    assertAllLeadBack(file);
  }

  private static void assertAllLeadBack(Path file) {
    List<String> wrong = new ArrayList<>();
    List<?> owners =
        Json.array(
            FathomRun.of("owners", file, "--nested", "--top", 40, "--json").json().get("owners"));
    int asked = 0;
    for (Object each : owners) {
      Map<String, @Nullable Object> owner = Json.object(each);
      String path = Objects.toString(owner.get("path"));
      // Of one name there may be several: unreached objects of a type, and cut middles.
      if (!path.startsWith("<") && !path.contains("…") && !path.contains(" key]")) {
        asked++;
        FathomRun run = FathomRun.of("owners", file, "--of", path, "--json");
        if (run.code() == ExitCode.FAILED
            || !Objects.equals(
                Json.object(Json.array(run.json().get("owners")).getFirst()).get("address"),
                owner.get("address"))) {
          wrong.add(path + " " + run.err());
        }
      }
    }
    assertThat(asked).isGreaterThan(15);
    assertThat(wrong).isEmpty();
  }
}
