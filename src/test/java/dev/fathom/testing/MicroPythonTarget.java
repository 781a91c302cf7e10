package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// A sleeping MicroPython that runs `micro.py`, and what `micropython.mem_info()` said before it
/// slept.
public final class MicroPythonTarget implements SleepingTarget {
  private static final Pattern HEAP =
      Pattern.compile("GC: total: (\\d+), used: (\\d+), free: (\\d+).*");
  private static final Pattern BLOCKS =
      Pattern.compile(
          " No. of 1-blocks: (\\d+), 2-blocks: (\\d+), max blk sz: (\\d+), max free sz: (\\d+)");

  private final TargetProcess process;
  private final Path scratch;

  /// What `mem_info` says: bytes, and numbers of blocks.
  ///
  /// @param ones how many allocations are of one block
  /// @param twos of two
  /// @param largest how many blocks the largest has
  /// @param largestFree how many free ones stand side by side at the most
  public record MemInfo(
      long total, long used, long free, long ones, long twos, long largest, long largestFree) {}

  private MicroPythonTarget(TargetProcess process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
  }

  /// Starts `micro.py`; skips the test where there is no such interpreter.
  ///
  /// @param heap as `-X heapsize` has it
  public static MicroPythonTarget start(Path interpreter, String heap, int nodes, int garbage) {
    return start(interpreter, heap, "micro.py", nodes, garbage);
  }

  /// Starts `micro_full.py`, which fills its heap.
  public static MicroPythonTarget full(Path interpreter, String heap) {
    return start(interpreter, heap, "micro_full.py", 0, 0);
  }

  private static MicroPythonTarget start(
      Path interpreter, String heap, String script, int nodes, int garbage) {
    Assumptions.assumeTrue(
        Files.isExecutable(interpreter), () -> "no " + interpreter + " on this machine");
    try {
      Path scratch = Files.createTempFile("fathom-micropython-", ".txt");
      List<String> command =
          List.of(
              interpreter.toString(),
              "-X",
              "heapsize=" + heap,
              TargetSource.path(script).toString(),
              Integer.toString(nodes),
              Integer.toString(garbage),
              scratch.toString());
      return new MicroPythonTarget(TargetProcess.start(command, Map.of()), scratch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Starts `micro_writers.py`; skips the test where there is no such interpreter, or it cannot
  /// fork.
  ///
  /// @param size how many objects
  public static MicroPythonTarget writers(Path interpreter, int size, List<String> actions) {
    Assumptions.assumeTrue(
        Files.isExecutable(interpreter), () -> "no " + interpreter + " on this machine");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(interpreter.toString(), "-X", "heapsize=64M"));
    command.add(TargetSource.path("micro_writers.py").toString());
    command.add(Integer.toString(size));
    command.addAll(actions);
    try {
      Path scratch = Files.createTempFile("fathom-micropython-", ".txt");
      return new MicroPythonTarget(TargetProcess.start(command, Map.of()), scratch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /// How many objects of each sort it has made and keeps, by type.
  public Map<String, Long> planted() {
    Map<String, Long> planted = new TreeMap<>();
    for (String line : process.announced()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("planted")) {
        planted.put(words[1], Long.parseLong(words[2]));
      }
    }
    return planted;
  }

  public MemInfo memInfo() {
    List<Long> said = new ArrayList<>();
    for (Pattern pattern : List.of(HEAP, BLOCKS)) {
      for (String line : process.announced()) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          for (int group = 1; group <= matcher.groupCount(); group++) {
            said.add(Long.parseLong(matcher.group(group)));
          }
        }
      }
    }
    return new MemInfo(
        said.get(0), said.get(1), said.get(2), said.get(3), said.get(4), said.get(5), said.get(6));
  }

  /// Has it collect its garbage.
  ///
  /// @return what `gc.mem_alloc()` says then
  public long collect() {
    process.command("c");
    try {
      return Long.parseLong(Files.readString(scratch).strip());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.deleteIfExists(scratch);
    } catch (IOException remains) {
      // A temporary file that stays behind is no reason to fail a test.
    }
  }
}
