package dev.fathom.snapshot.sql;

import dev.fathom.host.MemoryLimits;
import dev.fathom.model.ProcessAccessException;
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
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds DuckDB, opens a database in memory, and says what may be done with it.
final class Engine {
  private static final String DRIVER = "org.duckdb.DuckDBDriver";

  /// Beside Fathom's own jar. The native library lies one level above the classes: that is where
  /// DuckDB looks, and so it need not be unpacked at each start (71 MB).
  private static final String CLASSES = "lib/duckdb/classes";

  /// No directory, and nobody can make it one.
  private static final String NOWHERE = "/proc/none";

  private static final long MIB = 1 << 20;

  /// With less DuckDB does not even begin.
  private static final long LEAST_MIB = 64;

  /// Once it is there: a native library cannot be loaded for the classes of a second loader.
  private static @Nullable Driver loaded;

  private Engine() {}

  static Connection open() throws SnapshotException, SQLException {
    Connection connection;
    try {
      connection = driver().connect("jdbc:duckdb:", new Properties());
    } catch (LinkageError unloaded) {
      throw new SnapshotException(
          "DuckDB cannot be loaded: "
              + reason(unloaded)
              + "; it needs the libraries of C++ (libstdc++)");
    }
    if (connection == null) {
      throw new SnapshotException("DuckDB cannot be used: it does not know its own address");
    }
    return connection;
  }

  /// The driver loads its native library when it is used first, and wraps what goes wrong.
  private static String reason(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }

  /// {@return statements that set what a query may do, the last of which settles it}
  ///
  /// @param tables what it may read in any case
  /// @param folders likewise, with all that is in them
  /// @param files whether it may read and write all that its user may
  static List<String> settings(Collection<Path> tables, List<Path> folders, boolean files)
      throws ProcessAccessException {
    int itself = Math.toIntExact(ProcessHandle.current().pid());
    long memory = MemoryLimits.of(itself).available() / 2 / MIB;
    List<Path> allowed = files ? List.of(Path.of("/")) : folders;
    return List.of(
        // Nothing is fetched from anywhere, or loaded: what DuckDB itself cannot do is not done.
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        "SET allow_extension_repositories = 'forbidden'",
        "SET allow_persistent_secrets = false",
        "SET home_directory = " + quoted(NOWHERE),
        "SET secret_directory = " + quoted(NOWHERE),
        "SET extension_directories = []",
        // What does not fit into memory is not written to the directory that the user is in.
        "SET temp_directory = ''",
        "SET memory_limit = '" + Math.max(memory, LEAST_MIB) + "MiB'",
        "SET allowed_paths = [" + list(tables) + "]",
        "SET allowed_directories = [" + list(allowed) + "]",
        // This alone keeps extensions and the network out, whatever else is allowed.
        "SET enable_external_access = false",
        "SET lock_configuration = true");
  }

  private static String list(Collection<Path> paths) {
    return paths.stream().map(path -> quoted(path.toString())).collect(Collectors.joining(", "));
  }

  /// {@return a text as SQL writes it}
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static synchronized Driver driver() throws SnapshotException {
    Driver driver = loaded;
    if (driver == null) {
      driver = load();
      loaded = driver;
    }
    return driver;
  }

  private static Driver load() throws SnapshotException {
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
            "DuckDB is missing: there is no "
                + classes
                + "; take the release whose name ends in -sql, or build Fathom (./build)");
      }
      return classes.toUri().toURL();
    } catch (URISyntaxException | MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
