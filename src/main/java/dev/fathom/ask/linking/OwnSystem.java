package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.SystemKnowledge;
import dev.fathom.survey.linking.InstalledPackages;
import dev.fathom.survey.linking.SymbolSpelling;
import java.nio.file.Path;
import java.util.Optional;

/// What the system that files are of knows beside them.
final class OwnSystem implements SystemKnowledge {
  private final InstalledPackages packages;

  OwnSystem(Path root) {
    packages = new InstalledPackages(root);
  }

  @Override
  public String spelled(String symbol) {
    return SymbolSpelling.of(symbol);
  }

  @Override
  public Optional<String> packageOf(String library) {
    return packages.shlibs(library).or(() -> packages.owner("/" + library));
  }
}
