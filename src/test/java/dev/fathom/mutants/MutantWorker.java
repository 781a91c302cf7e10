package dev.fathom.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/// A virtual machine that tries some mutants of a kind, and ends.
final class MutantWorker {
  private MutantWorker() {}

  /// Tries them.
  ///
  /// @param arguments the folder of what is sound, one for its own files, the kind, the number of
  ///   the first mutant, how many
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path own = Files.createDirectories(Path.of(arguments[1]));
    MutantKind kind = MutantKind.valueOf(arguments[2]);
    Lineages lineages = Lineages.keptIn(folder.resolve(kind + ".heard"));
    try (MutantSort sort = kind.open(folder, own)) {
      MutantTrial trial =
          MutantTrial.of(
              sort, lineages, Long.parseLong(arguments[3]), Integer.parseInt(arguments[4]));
      trial.wrong().forEach(each -> System.out.println("wrong: " + each.replaceAll("\\R", " ")));
      System.out.println("peak: " + peak());
      System.out.println("tried: " + trial);
    } catch (TestAbortedException missing) {
      System.out.println("absent: " + missing.getMessage());
    }
    System.out.flush();
    System.exit(0); // whatever still runs of one that never ended
  }

  private static String peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D+", ""))
        .findFirst()
        .orElse("0");
  }
}
