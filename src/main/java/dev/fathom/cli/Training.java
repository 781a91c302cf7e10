package dev.fathom.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The run that the cache of loaded classes (JEP 514) is made from: one command of each sort on a
/// small process, so that all of them start fast. `tools/app.sh` starts it; nobody else has a use
/// for it.
final class Training {
  private Training() {}

  /// Runs them.
  ///
  /// @param arguments the process, and a file that does not exist yet
  public static void main(String[] arguments) {
    String process = arguments[0];
    String file = arguments[1];
    List<List<String>> runs =
        List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("top"),
            List.of("report", process),
            List.of("workers", process),
            List.of("owners", process),
            List.of("fragmentation", process),
            List.of("snapshot", process, "-o", file),
            List.of("report", file),
            List.of("objects", file),
            List.of("owners", file),
            List.of("fragmentation", file),
            List.of("path", file, "dict"));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (List<String> run : runs) {
      // What one of them cannot do here, it cannot do later either, and says so then.
      Main.run(run.toArray(String[]::new), nowhere, nowhere);
    }
  }
}
