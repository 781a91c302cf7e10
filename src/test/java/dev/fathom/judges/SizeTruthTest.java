package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.runtime.cpython.tool.OwnTools;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom says that `sys.getsizeof` says, against what it says: of each object that a forked
/// child of an interpreter can reach.
final class SizeTruthTest {
  /// What has a `__sizeof__` of its own that Fathom does not know.
  private static final Set<String> UNTOLD =
      Set.of("__main__.Own", "_pickle.Pickler", "_pickle.Unpickler", "parser.st");

  /// Packages that are no part of the library.
  private static final Set<String> EXTENSIONS = Set.of("numpy.", "_regex.");

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void everyObjectIsAsLargeAsTheInterpreterSays(
      dev.fathom.testing.Interpreter interpreter, TestReporter reporter) throws Exception {
    try (PythonTarget python = PythonTarget.start(interpreter, "every_size.py");
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      ObjectTruth truth = python.truth();
      Map<String, Integer> wrong = new TreeMap<>();
      Map<String, Integer> untold = new TreeMap<>();
      try (Target.Hold hold = target.hold()) {
        Words words = new Words(target.memory());
        OwnTools tools =
            OwnTools.of(
                dev.fathom.runtime.cpython.interpreter.Interpreter.find(target).orElseThrow(),
                target,
                words);
        for (int object = 0; object < truth.size(); object++) {
          long address = truth.address(object);
          if (words.u64(address + Long.BYTES) != truth.type(object).address()) {
            continue; // the child's own, where something else stands here
          }
          OptionalLong said = tools.sizeOf(address);
          String type = truth.type(object).name();
          if (said.isEmpty()) {
            untold.merge(type, 1, Integer::sum);
          } else if (said.getAsLong() != truth.sizeof(object)) {
            wrong.merge(
                type + " " + truth.sizeof(object) + " not " + said.getAsLong(), 1, Integer::sum);
          }
        }
        hold.verify();
      }
      reporter.publishEntry(
          "getsizeof", truth.size() + " objects, not told " + untold + ", wrong " + wrong);
      if (!interpreter.is(2, 7)) { // whose unicode has characters of two bytes or four
        assertThat(untold.keySet())
            .filteredOn(type -> !EXTENSIONS.contains(type.substring(0, type.indexOf('.') + 1)))
            .filteredOn(type -> !interpreter.is(3, 14) || !type.contains("ctypes."))
            .isSubsetOf(UNTOLD);
      }
      // The process id that fork() gave it is the child's own.
      assertThat(wrong.values().stream().mapToInt(count -> count).sum())
          .as("%s", wrong)
          .isLessThanOrEqualTo(1);
    }
  }
}
