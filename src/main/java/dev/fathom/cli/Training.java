package dev.fathom.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/// The run that the AOT cache is made from: it holds the classes that were loaded (JEP 514) and
/// what the compiler learnt of the methods that were hot (JEP 515). So there is a heap of each kind
/// to look at, large enough that the loops over it are compiled. `tools/app.sh` starts it; nobody
/// else has a use for it.
///
/// The heaps are those of children: where the kernel lets nobody look at other processes, it still
/// lets a parent.
final class Training {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  private Training() {}

  /// Runs them.
  ///
  /// @param arguments a file that does not exist yet; then for each heap a program and its script,
  ///   the most typical one first. The script says a line once the heap is there, and ends with its
  ///   standard input
  public static void main(String[] arguments) throws IOException {
    run("--version");
    run("--help");
    run("top");
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      Process heap =
          new ProcessBuilder(arguments[i], arguments[i + 1])
              .redirectError(Redirect.DISCARD)
              .start();
      try (BufferedReader said = heap.inputReader()) {
        if (said.readLine() != null) {
          look(Long.toString(heap.pid()), arguments[0], i == 1);
        }
      } finally {
        heap.destroy();
      }
    }
  }

  private static void look(String process, String file, boolean isTypical) {
    run("report", process);
    run("owners", process);
    run("fragmentation", process);
    if (isTypical) {
      // The process waits for this code, so it must be there at once.
      run("report", process, "--pause=short,inject");
      run("workers", process);
      run("link", process);
      run("snapshot", process, "-o", file);
      run("report", file);
      run("objects", file);
      run("owners", file);
      run("fragmentation", file);
      run("path", file, "dict");
    }
  }

  /// What a command cannot do here, it cannot do later either, and says so then.
  private static void run(String... command) {
    Main.run(command, NOWHERE, NOWHERE);
  }
}
