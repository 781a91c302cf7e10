package dev.fathom.snapshot.sql;

import dev.fathom.snapshot.SnapshotException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/// Finds DuckDB, and opens a database in memory.
final class Engine {
  private static final String DRIVER = "org.duckdb.DuckDBDriver";

  /// Beside Fathom's own jar. The native library lies one level above the classes: that is where
  /// DuckDB looks, and so it need not be unpacked at each start (71 MB).
  private static final String CLASSES = "lib/duckdb/classes";

  private Engine() {}

  static Connection open() throws SnapshotException, SQLException {
    Connection connection = driver().connect("jdbc:duckdb:", new Properties());
    if (connection == null) {
      throw new SnapshotException("DuckDB cannot be used: it does not know its own address");
    }
    return connection;
  }

  private static Driver driver() throws SnapshotException {
    try {
      Class<?> driver;
      try {
        driver = Class.forName(DRIVER);
      } catch (ClassNotFoundException beside) {
        // It stays open: DuckDB loads classes as long as it runs.
        driver = Class.forName(DRIVER, true, new URLClassLoader(new URL[] {classes()}));
      }
      return (Driver) driver.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError | IllegalStateException missing) {
      throw new SnapshotException("DuckDB cannot be loaded: " + missing);
    }
  }

  private static URL classes() throws SnapshotException {
    try {
      Path own = Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path classes = own.resolveSibling(CLASSES);
      if (!Files.isDirectory(classes)) {
        throw new SnapshotException(
            "DuckDB is missing: there is no " + classes + "; ./build makes it");
      }
      return classes.toUri().toURL();
    } catch (URISyntaxException | MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
