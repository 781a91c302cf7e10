package dev.fathom.survey.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.CallStack;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The stacks that are read from outside are those that the process tells of itself.
final class CallStacksTest {
  /// How often a process is asked of which one thread alone tells where the others are.
  private static final int ATTEMPTS = 10_000;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void ofPython(Interpreter interpreter) {
    boolean spins = !interpreter.isAtLeast(3, 7);
    List<String> arguments = spins ? List.of("spin") : List.of();
    try (PythonTarget target = PythonTarget.start(interpreter, "stacks.py", arguments.toArray())) {
      List<List<String>> told = told(target);
      List<CallStack> read = read(target.pid(), told.size() - 1);
      for (List<String> stack : told.subList(1, told.size())) {
        List<String> most = stack.subList(0, Math.min(CallStack.MOST_FRAMES, stack.size()));
        assertThat(read)
            .anySatisfy(each -> {
              assertThat(frames(each)).isEqualTo(most);
              assertThat(each.state())
                  .isEqualTo(
                      most.size() < stack.size() ? CallStack.State.CUT : CallStack.State.WHOLE);
              assertThat(each.running()).isFalse();
            });
      }
      // What calls what goes on in the main thread.
      List<String> outside = told.getFirst().subList(1, told.getFirst().size());
      assertThat(read)
          .anySatisfy(each -> {
            assertThat(frames(each)).endsWith(outside.toArray(String[]::new));
            assertThat(each.frames().getLast().file()).endsWith("/stacks.py");
            if (interpreter.isAtLeast(3, 11)) {
              assertThat(each.thread()).isEqualTo(target.pid());
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void ofPerl(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "stacks.pl")) {
      List<String> told =
          target.announced("frame").stream().map(words -> String.join(" ", words)).toList();
      assertThat(told).hasSizeGreaterThan(5);
      List<CallStack> read = read(target.pid(), 1);
      assertThat(read).hasSize(1);
      assertThat(frames(read.getFirst())).isEqualTo(told);
      assertThat(read.getFirst().state()).isEqualTo(CallStack.State.WHOLE);
      assertThat(read.getFirst().frames().getLast().file()).endsWith("/stacks.pl");
    }
  }

  /// Reading takes nothing, gives nothing and writes nothing.
  @Test
  void nothingIsDisturbed() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "stacks.py")) {
      Kernel before = target.kernel();
      try (StackSource source = new StackSource(Math.toIntExact(target.pid()))) {
        assertThat(source.prepare()).isTrue();
        for (int look = 0; look < 200; look++) {
          assertThat(source.read()).hasSize(5);
        }
      }
      Kernel after = target.kernel();
      assertThat(after.disturbancesSince(before)).isEmpty();
      assertThat(after.pageTables()).isEqualTo(before.pageTables());
    }
  }

  /// The stacks that it told, that of the main thread first.
  private static List<List<String>> told(PythonTarget target) {
    List<List<String>> stacks = new ArrayList<>();
    int main = 0;
    for (List<String> words : target.announcedInOrder()) {
      if (words.getFirst().equals("stack")) {
        main = words.getLast().equals("0") ? stacks.size() : main;
        stacks.add(new ArrayList<>());
      } else if (words.getFirst().equals("frame")) {
        stacks.getLast().add(String.join(" ", words.subList(1, words.size())));
      }
    }
    assertThat(stacks).hasSize(5);
    stacks.addFirst(stacks.remove(main));
    return stacks;
  }

  private static List<CallStack> read(long process, int least) {
    try (StackSource source = new StackSource(Math.toIntExact(process))) {
      assertThat(source.prepare()).isTrue();
      List<CallStack> stacks = source.read();
      for (int attempt = 0; stacks.size() < least && attempt < ATTEMPTS; attempt++) {
        stacks = source.read();
      }
      return stacks;
    }
  }

  private static List<String> frames(CallStack stack) {
    return stack.frames().stream().map(each -> each.line() + " " + each.function()).toList();
  }
}
