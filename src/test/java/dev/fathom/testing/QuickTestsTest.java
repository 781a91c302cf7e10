package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A quick build leaves out whatever starts a process, however far away, and nothing else.
final class QuickTestsTest {
  private static final Path SOURCES = Path.of("src/test/java");

  /// What starts something, as it is spelled in the source of a test.
  private static final Pattern STARTS =
      Pattern.compile(
          "new ProcessBuilder|getRuntime\\(\\)\\.exec\\(|Target\\.start\\(|FathomRun\\.of|Main\\.run\\(");

  private static final ProcessStarters STARTERS =
      ProcessStarters.of(
          ProcessStarters.folderOf(Findings.class), ProcessStarters.folderOf(QuickTestsTest.class));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.fathom.elf.ReadelfTest", // asks a tool
        "dev.fathom.cli.lab.LabCommandTest", // runs the whole program, and no other
        "dev.fathom.cli.GlibcTruthTest", // by CLibrary, by NativeTarget, by TargetProcess
        "dev.fathom.cli.NobodyStaysFrozenTest",
        "dev.fathom.testing.TestingSelfTest",
      })
  void theseStartProcesses(String name) {
    assertThat(STARTERS.contains(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.fathom.ArchitectureTest",
        "dev.fathom.analysis.graph.DominatorsTest",
        "dev.fathom.view.TableTest",
        "dev.fathom.runtime.cpython.RecordedObjectsTest",
        "dev.fathom.testing.QuickTestsTest",
      })
  void theseDoNot(String name) {
    assertThat(STARTERS.contains(name)).isFalse();
  }

  @Test
  void whatSourcesSpellIsSeen() throws IOException {
    List<String> spelled;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      spelled =
          files
              .filter(each -> each.toString().endsWith(".java"))
              .filter(each -> !each.endsWith("QuickTestsTest.java"))
              .filter(QuickTestsTest::spellsAStart)
              .map(each -> SOURCES.relativize(each).toString())
              .map(each -> each.substring(0, each.lastIndexOf('.')).replace('/', '.'))
              .toList();
    }
    assertThat(spelled).hasSizeGreaterThan(50).allMatch(STARTERS::contains, "starts a process");
  }

  private static boolean spellsAStart(Path source) {
    try {
      return STARTS.matcher(Files.readString(source)).find();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
