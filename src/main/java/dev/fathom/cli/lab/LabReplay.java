package dev.fathom.cli.lab;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.lab.replay.Replay;
import dev.fathom.lab.replay.ReplayReport;
import dev.fathom.lab.replay.Trace;
import dev.fathom.lab.replay.TraceException;
import dev.fathom.lab.replay.TraceKind;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.view.Escape;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom lab replay`.
@Command(
    name = "replay",
    description = "Runs an allocation trace through each allocator of the lab and compares.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LabReplay implements Callable<Integer> {
  private final Screen screen;

  @Parameters(
      arity = "0..1",
      paramLabel = "TRACE",
      description = "A text of lines alloc ID SIZE, free ID, realloc ID SIZE.")
  private @Nullable Path file;

  @Option(
      names = "--generate",
      paramLabel = "KIND",
      description = "Make a trace up instead: ${COMPLETION-CANDIDATES}.")
  private @Nullable TraceKind kind;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How long a trace to make up (default ${DEFAULT-VALUE}).",
      defaultValue = "100000")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed makes the same trace (default ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      converter = SizeOption.Converter.class,
      description =
          "Of MicroPython's heap, which cannot grow (default twice what is live at most).")
  private @Nullable SizeOption heap;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  LabReplay(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws ProcessAccessException {
    long since = System.nanoTime();
    if ((file == null) == (kind == null) || steps < 1 || steps > Trace.MOST_STEPS) {
      screen
          .err()
          .println(
              "fathom: lab replay takes a TRACE or --generate KIND, and --steps from 1 to "
                  + Trace.MOST_STEPS);
      return ExitCode.USAGE;
    }
    SizeOption given = heap;
    long heapBytes = given == null ? 0 : given.bytes();
    Path path = file;
    Trace trace = path == null ? generated() : read(path);
    String source = path == null ? kind + ", seed " + seed : path.toString();
    List<Replay> replays = Replay.all(trace, heapBytes);
    if (json) {
      ReplayReport.writeJson(source, trace, replays, System.nanoTime() - since, screen.out());
    } else {
      ReplayReport.lines(source, trace, replays, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterLab());
    }
    return replays.stream().allMatch(replay -> replay.failure().isEmpty())
        ? ExitCode.FINE
        : ExitCode.PARTIAL;
  }

  private Trace generated() {
    TraceKind wanted = kind;
    if (wanted == null) {
      throw new IllegalStateException("neither a trace nor a kind");
    }
    return wanted.trace(steps, seed);
  }

  private static Trace read(Path path) throws ProcessAccessException {
    String shown = Escape.terminal(path.toString());
    try (BufferedReader text = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      return Trace.parse(text);
    } catch (TraceException wrong) {
      throw new ProcessAccessException(
          shown + ": " + Escape.terminal(String.valueOf(wrong.getMessage())));
    } catch (IOException unreadable) {
      throw new ProcessAccessException("cannot read " + shown + ": is it a text file?");
    }
  }
}
