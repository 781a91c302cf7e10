package dev.fathom.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of this build.
public final class Version implements IVersionProvider {
  public Version() {}

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"fathom " + number()};
  }

  /// {@return the version alone}
  public static String number() throws IOException {
    Properties properties = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      if (resource == null) {
        throw new IOException("version.properties is missing in the jar");
      }
      properties.load(resource);
    }
    return properties.getProperty("version", "");
  }
}
