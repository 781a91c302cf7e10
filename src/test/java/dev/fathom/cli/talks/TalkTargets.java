package dev.fathom.cli.talks;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PyPys;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// What the words in capital letters of the commands stand for: programs that run and are started
/// when they are first named, files that are made of them, and interpreters. What is not on this
/// machine skips the command that names it.
final class TalkTargets implements AutoCloseable {
  private static final int NODES = 200;
  private static final int GARBAGE = 50;
  private static final String SNAPSHOT = ".fathom";

  private final Path directory;
  private final List<SleepingTarget> running = new ArrayList<>();
  private final Map<String, String> known = new HashMap<>();

  TalkTargets(Path directory) {
    this.directory = directory;
  }

  /// {@return a word of a command line as it is for this machine}
  String resolve(String word) {
    String resolved = known.get(word);
    if (resolved == null) {
      resolved = make(word);
      known.put(word, resolved);
    }
    return resolved;
  }

  private String make(String word) {
    return switch (word) {
      case "PYTHON" -> python();
      case "PERL" -> pid(PerlTarget.start(Perls.requireSystem(), "talks.pl"));
      case "MICRO" -> pid(MicroPythonTarget.start(MicroPythons.any(), "1M", NODES, GARBAGE));
      case "FAMILY" ->
          pid(PythonTarget.start(Interpreters.requireAny(), "workers.py", 20_000, "read"));
      case "HOLES" ->
          pid(PythonTarget.start(Interpreters.requireAny(), "fragment.py", 0.02, "delete"));
      case "TEXTS" -> pid(PythonTarget.start(Interpreters.requireAny(), "packing.py", "texts"));
      case "NUMBERS" -> pid(PythonTarget.start(Interpreters.requireAny(), "packing.py", "floats"));
      case "LEFT" -> pid(NativeTarget.start(CProgram.compile("left.c")));
      case "CHUNKS" -> pid(NativeTarget.start(CProgram.compile("talks.c")));
      case "ADDRESS" -> {
        resolve("PYTHON");
        yield known.getOrDefault(word, "");
      }
      case "BEFORE.fathom", "AFTER.fathom", "COMPILED.fathom" -> growth(word);
      case "PYTHON.fathom", "PERL.fathom" -> snapshot(word);
      case "PERL.html", "NEW.fathom" -> directory.resolve(word).toString();
      case "foo.o", "bar.o", "baz.o", "p_move.o", "p_show.o" -> objectFile(word);
      case "libpanel.a" -> archive(word);
      case "PYTHON3" -> Interpreters.requireAny().path().toString();
      case "MICROPYTHON" -> executable(MicroPythons.any());
      case "PYPY" -> executable(PyPys.any());
      case "/usr/bin/perl" -> Perls.requireSystem().toString();
      case "GCC" -> {
        CProgram.compile("family.c", "-static");
        yield "gcc";
      }
      default -> word;
    };
  }

  private String pid(SleepingTarget target) {
    running.add(target);
    return Long.toString(target.pid());
  }

  private String python() {
    PythonTarget target =
        PythonTarget.start(
            Interpreters.requireAny(), "talks.py", directory.resolve("mapped").toString());
    known.put("ADDRESS", target.announced("ten").getFirst().getFirst());
    return pid(target);
  }

  private static String executable(Path interpreter) {
    Assumptions.assumeTrue(
        Files.isExecutable(interpreter), () -> "no " + interpreter + " on this machine");
    return interpreter.toString();
  }

  private String snapshot(String word) {
    return snapshot(resolve(word.substring(0, word.length() - SNAPSHOT.length())), word);
  }

  private String snapshot(String pid, String word) {
    Path file = directory.resolve(word);
    FathomRun.of("snapshot", pid, "-o", file).assertFine();
    return file.toString();
  }

  /// Looks at a program that has grown in between, and then compiled some more.
  private String growth(String word) {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      String pid = Long.toString(target.pid());
      target.command("cache 100");
      known.put("BEFORE.fathom", snapshot(pid, "BEFORE.fathom"));
      target.command("cache 3000");
      known.put("AFTER.fathom", snapshot(pid, "AFTER.fathom"));
      target.command("compile 2000");
      known.put("COMPILED.fathom", snapshot(pid, "COMPILED.fathom"));
    }
    return known.getOrDefault(word, "");
  }

  private String objectFile(String name) {
    CProgram.compile("talks.c");
    Path file = directory.resolve(name);
    run("gcc", "-c", "-o", file.toString(), TalkItems.source(name.replace(".o", ".c")).toString());
    return file.toString();
  }

  private String archive(String name) {
    Path file = directory.resolve(name);
    run("ar", "rcs", file.toString(), resolve("p_move.o"), resolve("p_show.o"));
    return file.toString();
  }

  private static void run(String... command) {
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("failed: " + String.join(" ", command));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    running.forEach(SleepingTarget::close);
  }
}
