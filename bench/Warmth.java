import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Runs a command of Fathom eight times in one virtual machine, and says what processor time the
/// first took, the start of the machine included, how much of that the compilers' threads, and what
/// the last took. `bench/run` starts it.
final class Warmth {
  private static final int ROUNDS = 8;
  private static final double TICKS_PER_SECOND = 100; // USER_HZ

  private Warmth() {}

  public static void main(String[] command) throws ReflectiveOperationException, IOException {
    Method run =
        Class.forName("dev.fathom.cli.Main")
            .getMethod("run", String[].class, PrintStream.class, PrintStream.class);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    double cold = 0;
    double compilers = 0;
    double before = 0;
    double last = 0;
    for (int round = 0; round < ROUNDS; round++) {
      run.invoke(null, command.clone(), nowhere, nowhere);
      double now = seconds(Path.of("/proc/self/stat"));
      if (round == 0) {
        cold = now;
        compilers = compilers();
      }
      last = now - before;
      before = now;
    }
    System.out.printf(Locale.ROOT, "%.2f %.2f %.2f%n", cold, compilers, last);
  }

  private static double compilers() throws IOException {
    double sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).matches("C[12] CompilerThre.*\n")) {
          sum += seconds(task.resolve("stat"));
        }
      }
    }
    return sum;
  }

  /// {@return user and system time, by proc(5)}
  private static double seconds(Path stat) throws IOException {
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return Arrays.stream(fields, 11, 13).mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND;
  }
}
