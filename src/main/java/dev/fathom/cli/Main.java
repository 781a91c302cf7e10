package dev.fathom.cli;

import dev.fathom.os.ProcessAccessException;
import dev.fathom.report.Escape;
import dev.fathom.snapshot.SnapshotException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;

/// Where the program starts.
public final class Main {
  /// Some name the paths of files.
  private static final int LONGEST_MESSAGE = 5000;

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = run(arguments, out, err);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /// Runs one command and returns its [ExitCode].
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    Screen screen = new Screen(out, err);
    CommandLine line = new CommandLine(new FathomCommand(screen));
    line.addSubcommand(new ReportCommand(screen));
    line.addSubcommand(new ObjectsCommand(screen));
    line.addSubcommand(new OwnersCommand(screen));
    line.addSubcommand(new PathCommand(screen));
    line.addSubcommand(new LeaksCommand(screen));
    line.addSubcommand(new TopCommand(screen));
    line.addSubcommand(new PagesCommand(screen));
    line.addSubcommand(new WorkersCommand(screen));
    line.addSubcommand(new ExperimentCommand(screen));
    line.addSubcommand(new AddressCommand(screen));
    line.addSubcommand(new ExplainCommand(screen));
    line.addSubcommand(new DemoCommand(screen));
    line.addSubcommand(new SnapshotCommand(screen));
    line.addSubcommand(new CaptureCommand(screen));
    line.addSubcommand(new WatchCommand(screen));
    line.addSubcommand(new DiffCommand(screen));
    line.addSubcommand(new SqlCommand(screen));
    line.addSubcommand(new LabCommand(screen));
    line.addSubcommand(new FragmentationCommand(screen));
    line.addSubcommand(new PinsCommand(screen));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> explain(failure, failed, err));
    line.setParameterExceptionHandler((wrong, ignored) -> {
      err.println(
          "fathom: "
              + Escape.terminal(String.valueOf(wrong.getMessage()))
              + " (fathom --help lists the options)");
      return ExitCode.USAGE;
    });
    return line.execute(withDefaultCommand(arguments, line.getSubcommands().keySet()));
  }

  /// `fathom 4711` is `fathom report 4711`, and so it is with a file.
  private static String[] withDefaultCommand(String[] arguments, Set<String> commands) {
    boolean bare =
        Arrays.stream(arguments)
            .findFirst()
            .filter(first -> !commands.contains(first))
            .filter(first -> isBareArgument(first) || LiveFindings.exists(first))
            .isPresent();
    if (!bare) {
      return arguments;
    }
    String[] full = new String[arguments.length + 1];
    full[0] = "report";
    System.arraycopy(arguments, 0, full, 1, arguments.length);
    return full;
  }

  private static boolean isBareArgument(String first) {
    boolean number = !first.isEmpty() && first.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean option =
        first.startsWith("--") && !first.startsWith("--help") && !first.startsWith("--version");
    return number || option;
  }

  private static int explain(Exception failure, CommandLine line, PrintStream err) {
    boolean debug = line.getCommand() instanceof ReportCommand report && report.debug();
    boolean expected =
        failure instanceof ProcessAccessException || failure instanceof SnapshotException;
    if (expected && !debug) {
      err.println(
          "fathom: " + Escape.terminal(String.valueOf(failure.getMessage()), LONGEST_MESSAGE));
      return ExitCode.FAILED;
    }
    // A bug of ours: its trace is what a report of it needs.
    err.println("fathom: internal error: " + failure);
    failure.printStackTrace(err);
    return ExitCode.FAILED;
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
