package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A sleeping perl that runs one of the target scripts and can be asked what it holds: what
/// `truth.pm` says.
public final class PerlTarget implements SleepingTarget {
  private static final int HEXADECIMAL = 16;
  private static final long PATIENCE_SECONDS = 60;

  private final TargetProcess process;
  private int dumps;

  /// A value as Devel::MAT sees it.
  ///
  /// @param type `SCALAR`, `HASH`…
  /// @param blessed the package that it is blessed into, or `-`
  public record Value(String type, String blessed, long references) {}

  private PerlTarget(TargetProcess process) {
    this.process = process;
  }

  /// Starts a script such as `every.pl` and waits until it sleeps.
  public static PerlTarget start(Path perl, String script, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(perl.toString());
    command.add(TargetSource.path(script).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new PerlTarget(TargetProcess.start(command, Map.of("PERL_HASH_SEED", "0")));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /// The words after the first on each line that it began with this one, before it was ready.
  public List<List<String>> announced(String first) {
    return process.announced().stream()
        .map(line -> List.of(line.split(" ", -1)))
        .filter(words -> words.getFirst().equals(first))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }

  /// Calls one of the script's subs and waits until the process sleeps again.
  public void call(String sub, long argument) {
    process.command("call " + sub + " " + argument);
  }

  /// Every value that a forked child of it has, by address, as Devel::MAT finds them. The script
  /// must have been started with `mat`.
  public Map<Long, Value> values() {
    Path dump = process.scratch("dump" + ++dumps);
    process.command("dump " + dump);
    List<String> command =
        List.of("/usr/bin/perl", TargetSource.path("mat.pl").toString(), dump.toString());
    try {
      Process lister = new ProcessBuilder(command).start();
      Map<Long, Value> values = new HashMap<>();
      lister
          .inputReader()
          .lines()
          .map(line -> line.split(" ", -1))
          .forEach(words ->
              values.put(
                  Long.parseUnsignedLong(words[0], HEXADECIMAL),
                  new Value(words[1], words[2], Long.parseLong(words[3]))));
      lister.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return values;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
