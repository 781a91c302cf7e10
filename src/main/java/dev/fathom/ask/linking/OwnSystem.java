package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.SystemKnowledge;
import dev.fathom.survey.linking.InstalledPackages;
import dev.fathom.survey.linking.SymbolSpelling;
import java.nio.file.Path;
import java.util.Optional;

/// What the system that files are of knows beside them.
final class OwnSystem implements SystemKnowledge {
  /// Each takes a look through all lists of files; who misses more misses a system.
  private static final int MOST_LIBRARIES = 20;

  private final InstalledPackages packages;
  private int asked;

  OwnSystem(Path root) {
    packages = new InstalledPackages(root);
  }

  @Override
  public String spelled(String symbol) {
    return SymbolSpelling.of(symbol);
  }

  @Override
  public Optional<String> packageOf(String library) {
    if (++asked > MOST_LIBRARIES) {
      return Optional.empty();
    }
    return packages.shlibs(library).or(() -> packages.owner("/" + library));
  }
}
