package dev.fathom.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A setting of the kernel that a test changes, and that is put back at its end. Where it cannot be
/// changed it stays as it is.
public final class KernelSetting implements AutoCloseable {
  private final Path file;
  private final String before;

  private KernelSetting(Path file, String before) {
    this.file = file;
    this.before = before;
  }

  /// Sets it, if that is permitted.
  public static KernelSetting set(String file, String value) {
    Path path = Path.of(file);
    String before = "";
    try {
      before = Files.readString(path).strip();
      Files.writeString(path, value);
    } catch (IOException refused) {
      return new KernelSetting(path, "");
    }
    return new KernelSetting(path, before);
  }

  /// Whether it could be changed.
  public boolean isSet() {
    return !before.isEmpty();
  }

  @Override
  public void close() throws IOException {
    if (!before.isEmpty()) {
      Files.writeString(file, before);
    }
  }
}
