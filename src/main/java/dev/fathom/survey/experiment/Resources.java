package dev.fathom.survey.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What lies beside a class in the jar.
public final class Resources {
  private Resources() {}

  /// {@return the contents of a file; empty where there is none}
  static Optional<byte[]> bytes(Class<?> beside, String file) throws IOException {
    try (@Nullable InputStream resource = beside.getResourceAsStream(file)) {
      return resource == null ? Optional.empty() : Optional.of(resource.readAllBytes());
    }
  }

  /// {@return a file of properties, which is there}
  public static Properties properties(Class<?> beside, String file) {
    Properties properties = new Properties();
    try (@Nullable InputStream resource = beside.getResourceAsStream(file)) {
      if (resource == null) {
        throw new IOException(file + " is missing in the jar");
      }
      try (Reader text = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
        properties.load(text);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return properties;
  }
}
