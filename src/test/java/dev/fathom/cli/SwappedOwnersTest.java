package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.model.ByteUnit;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SwapFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is swapped out is told by its owner, and stays where it is.
final class SwappedOwnersTest {
  @TempDir private Path directory;

  @Test
  void whatIsSwappedOutHasAnOwner() throws IOException {
    try (SwapFile _ = SwapFile.require(directory);
        PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "swapped.py")) {
      List<List<String>> announced = target.announced("swapped");
      long all = announced.stream().mapToLong(words -> Long.parseLong(words.getFirst())).sum();
      long before = Kernel.of(target.pid()).swap();
      assumeThat(before).as("the kernel has swapped it out").isGreaterThanOrEqualTo(all);
      Map<String, @Nullable Object> told =
          Json.array(FathomRun.of(target.pid(), "--json").assertAnswered().json().get("findings"))
              .stream()
              .map(Json::object)
              .filter(each -> Objects.equals(each.get("id"), "swapped"))
              .findFirst()
              .orElseThrow();
      assertThat(Kernel.of(target.pid()).swap()).as("nothing came back").isEqualTo(before);
      assertThat(told).containsEntry("bytes", before);
      for (List<String> words : announced) {
        assertThat(String.valueOf(told.get("sentence")))
            .contains(ByteUnit.inText(Long.parseLong(words.getFirst())) + " of " + words.get(1));
      }
    }
  }
}
