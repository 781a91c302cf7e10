package dev.fathom.testing;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// The scripts and sources of targets, as files.
public final class TargetSource {
  private TargetSource() {}

  /// The file of a source in `dev/fathom/targets`. Scripts find their neighbours beside them.
  public static Path path(String name) {
    URL url =
        Objects.requireNonNull(
            TargetSource.class.getResource("/dev/fathom/targets/" + name),
            () -> "no target source named " + name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(url.toString(), impossible);
    }
  }
}
