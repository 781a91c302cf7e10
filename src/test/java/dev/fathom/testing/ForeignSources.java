package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Sources of suites that others wrote, as `tools/judges/fetch` fetches them, or as they are in
/// `-Dfathom.sources=FOLDER`; nothing of them is in this repository.
public final class ForeignSources {
  private static final Path FOLDER =
      Path.of(
          System.getProperty(
              "fathom.sources",
              Path.of(System.getProperty("user.home"), ".cache", "fathom-sources").toString()));

  private ForeignSources() {}

  /// {@return the folder of a source package}; without it, the calling test is skipped and says so
  public static Path require(String name) {
    Path folder = FOLDER.resolve(name);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), () -> "no sources of " + name + " (tools/judges/fetch)");
    return folder;
  }

  /// {@return names of the files of a source package that fit, for tests with a case each}; one
  /// name that fits nothing where there are none, so that the test is skipped once
  ///
  /// @param below a folder of the package
  /// @param fitting an expression for whole names
  public static List<String> names(String name, String below, String fitting) {
    Path folder = FOLDER.resolve(name).resolve(below);
    if (!Files.isDirectory(folder)) {
      return List.of(fitting);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.matches(fitting))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
