package dev.fathom.runtime.cpython.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The layouts that Fathom brings along.
public final class Layouts {
  private Layouts() {}

  /// {@return the layout of CPython major.minor, empty if it is not known}
  ///
  /// **Cost:** reads a resource of some 50 KiB each time; callers keep the result.
  public static Optional<Layout> forVersion(int major, int minor) {
    String resource = "/dev/fathom/runtime/cpython/cpython-" + major + "." + minor + ".json";
    try (InputStream json = Layouts.class.getResourceAsStream(resource)) {
      return json == null ? Optional.empty() : Optional.of(LayoutReader.read(json));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource, unreadable);
    }
  }
}
