package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A sleeping PyPy that runs `pypy.py`, and what its collector says when a forked child asks it.
public final class PyPyTarget implements SleepingTarget {
  private static final String NAME = "truth";
  private static final long END = -1;

  private final TargetProcess process;
  private final Path scratch;

  /// An object as `gc.dump_rpy_heap` has it.
  ///
  /// @param member number of its type
  /// @param bytes its size
  /// @param references what it leads to
  public record Dumped(long address, int member, long bytes, List<Long> references) {
    public Dumped {
      references = List.copyOf(references);
    }
  }

  private PyPyTarget(TargetProcess process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
  }

  /// Starts `pypy.py`; skips the test where there is no such interpreter.
  public static PyPyTarget start(Path interpreter, int nodes) {
    Assumptions.assumeTrue(
        Files.isExecutable(interpreter), () -> "no " + interpreter + " on this machine");
    try {
      Path scratch = Files.createTempDirectory("fathom-pypy-");
      List<String> command =
          List.of(
              interpreter.toString(),
              TargetSource.path("pypy.py").toString(),
              Integer.toString(nodes),
              scratch.resolve(NAME).toString());
      return new PyPyTarget(TargetProcess.start(command, Map.of()), scratch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Starts `pypy_writers.py`, interpreted: what a compiler makes of it is written, too.
  ///
  /// @param size how many objects of each sort
  public static PyPyTarget writers(Path interpreter, int size, List<String> actions) {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(size)));
    arguments.addAll(actions);
    return interpreted(interpreter, Map.of("PYPY_GC_NURSERY", "4MB"), "pypy_writers.py", arguments);
  }

  /// Starts `pypy_full.py`, which fills the memory that it may have.
  ///
  /// @param most as `PYPY_GC_MAX` has it
  public static PyPyTarget full(Path interpreter, String most) {
    return interpreted(interpreter, Map.of("PYPY_GC_MAX", most), "pypy_full.py", List.of());
  }

  private static PyPyTarget interpreted(
      Path interpreter, Map<String, String> environment, String script, List<String> arguments) {
    Assumptions.assumeTrue(
        Files.isExecutable(interpreter), () -> "no " + interpreter + " on this machine");
    List<String> command = new ArrayList<>(List.of(interpreter.toString(), "--jit", "off"));
    command.add(TargetSource.path(script).toString());
    command.addAll(arguments);
    try {
      Path scratch = Files.createTempDirectory("fathom-pypy-");
      return new PyPyTarget(TargetProcess.start(command, environment), scratch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
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

  /// Has a forked child write down what the collector knows.
  public void ask() {
    process.command("truth");
  }

  /// {@return what `gc.get_stats()` said: bytes by name}
  public Map<String, Long> stats() {
    Map<String, Long> stats = new HashMap<>();
    for (String line : lines(".stats")) {
      String[] words = line.split(" ", -1);
      stats.put(words[0], Long.parseLong(words[1]));
    }
    return stats;
  }

  /// {@return what `gc.get_typeids_z()` said of each type, by its number}
  public List<String> types() {
    return lines(".types");
  }

  private List<String> lines(String kind) {
    try {
      return Files.readAllLines(scratch.resolve(NAME + kind), StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// {@return all objects that the collector reaches} Between the roots and what is reached from
  /// them stands an entry of zeros.
  public List<Dumped> dump() {
    LongBuffer words;
    try {
      words =
          ByteBuffer.wrap(Files.readAllBytes(scratch.resolve(NAME + ".dump")))
              .order(ByteOrder.LITTLE_ENDIAN)
              .asLongBuffer();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<Dumped> dump = new ArrayList<>();
    while (words.hasRemaining()) {
      long address = words.get();
      int member = (int) words.get();
      long bytes = words.get();
      List<Long> references = new ArrayList<>();
      for (long next = words.get(); next != END; next = words.get()) {
        references.add(next);
      }
      if (address != 0) {
        dump.add(new Dumped(address, member, bytes, references));
      }
    }
    return dump;
  }

  @Override
  public void close() {
    process.close();
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(scratch);
    } catch (IOException remains) {
      // A temporary file that stays behind is no reason to fail a test.
    }
  }
}
