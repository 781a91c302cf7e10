package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A sleeping perl that runs one of the target scripts and can be asked what it holds: what
/// `truth.pm` says.
public final class PerlTarget implements SleepingTarget {
  private static final int HEXADECIMAL = 16;

  /// A value stands two to the right of the reference to it, and what is said of it four.
  private static final Pattern PEEKED = Pattern.compile("  (?:(SV)|  ([A-Z_]+)) = (.*?) *");

  private static final long PATIENCE_SECONDS = 120;

  private final TargetProcess process;
  private int dumps;

  /// A value as Devel::MAT sees it.
  ///
  /// @param type `SCALAR`, `HASH`…
  /// @param blessed the package that it is blessed into, or `-`
  public record Value(String type, String blessed, long references) {}

  /// A reference as Devel::MAT sees it.
  ///
  /// @param strength `strong` or `weak`
  /// @param name `element [3]`, `value {key}`, `the lexical $x`…
  public record Reference(long from, long to, String strength, String name) {}

  private PerlTarget(TargetProcess process) {
    this.process = process;
  }

  /// Starts a script such as `every.pl` and waits until it sleeps.
  public static PerlTarget start(Path perl, String script, Object... arguments) {
    return start(perl, Map.of(), script, arguments);
  }

  /// The same with variables in its environment, such as `LD_PRELOAD`.
  public static PerlTarget start(
      Path perl, Map<String, String> environment, String script, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Perls.orSkip(perl).toString());
    command.add(TargetSource.path(script).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("PERL_HASH_SEED", "0");
    return new PerlTarget(TargetProcess.start(command, variables));
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

  /// Gives a command that the script knows itself, and waits until the process sleeps again.
  public void command(String command) {
    process.command(command);
  }

  /// Calls one of the script's subs and waits until the process sleeps again.
  public void call(String sub, long argument) {
    process.command("call " + sub + " " + argument);
  }

  /// What Devel::Peek prints of a variable in a forked child, line after line: `REFCNT` to `2`;
  /// under `at` the address of the value. The reference by which it is asked counts as one.
  public Map<String, String> peek(String variable) {
    Path file = process.scratch("peek" + ++dumps);
    process.command("peek " + file + " " + variable);
    try {
      Map<String, String> lines = new LinkedHashMap<>();
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        Matcher value = PEEKED.matcher(line);
        if (value.matches()) {
          String name = value.group(1) == null ? value.group(2) : value.group(1);
          lines.putIfAbsent(name, value.group(3));
        }
      }
      String head = lines.getOrDefault("SV", "");
      lines.put("at", head.substring(head.lastIndexOf(' ') + 1));
      return lines;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What `Devel::Peek::Dump(\X, levels)` prints of a variable X in a forked child, line by line.
  public List<String> dumped(String variable, int levels) {
    Path file = process.scratch("dumped" + ++dumps);
    process.command("dump-levels " + file + " " + levels + " " + variable);
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Every value that a forked child of it has, by address, as Devel::MAT finds them. The script
  /// must have been started with `mat`.
  public Map<Long, Value> values() {
    Map<Long, Value> values = new HashMap<>();
    listed("mat.pl")
        .map(line -> line.split(" ", -1))
        .forEach(words ->
            values.put(address(words[0]), new Value(words[1], words[2], Long.parseLong(words[3]))));
    return values;
  }

  /// What these values refer to, as Devel::MAT finds it in a forked child; guesses left out.
  public List<Reference> references() {
    return listed("mat_references.pl")
        .map(line -> line.split(" ", 4))
        .map(words -> new Reference(address(words[0]), address(words[1]), words[2], words[3]))
        .toList();
  }

  /// Has perl read ways to values, each one a line, in a forked child.
  ///
  /// @return for each the address of the value, or why there is none
  public List<String> followed(List<String> ways) {
    try {
      Path file = process.scratch("ways" + ++dumps);
      Path addresses = process.scratch("addresses" + dumps);
      Files.write(file, ways);
      process.command("follow " + file + " " + addresses);
      return Files.readAllLines(addresses);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static long address(String digits) {
    return Long.parseUnsignedLong(digits, HEXADECIMAL);
  }

  /// {@return what a script prints that reads a dump by Devel::MAT, line by line}
  private Stream<String> listed(String script) {
    Path dump = process.scratch("dump" + ++dumps);
    process.command("dump " + dump);
    List<String> command =
        List.of("/usr/bin/perl", TargetSource.path(script).toString(), dump.toString());
    try {
      Process lister = new ProcessBuilder(command).start();
      List<String> lines = lister.inputReader().lines().toList();
      lister.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return lines.stream();
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
