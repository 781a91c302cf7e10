package dev.fathom.runtime.cpython.stack;

import dev.fathom.model.watch.CallStack;
import dev.fathom.runtime.CallStacks;
import dev.fathom.runtime.cpython.interpreter.Interpreter;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.RuntimeLayout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The stacks of a CPython's threads, from the states that it keeps of them.
///
/// Where these stand differs from build to build (`tools/layouts`): the layouts of the version are
/// tried until one leads to threads that lead back to their interpreter.
public final class PythonStacks implements CallStacks {
  private static final int MOST_INTERPRETERS = 64;
  private static final int MOST_THREADS = 1 << 10;

  private final List<ThreadStates> ways;
  private final FrameChain frames;

  /// The interpreter that was found last: one that only the thread with the lock leads to is not to
  /// be found while none has it.
  private long last;

  private PythonStacks(List<ThreadStates> ways, FrameChain frames) {
    this.ways = ways;
    this.frames = frames;
  }

  /// {@return who reads them; empty where the version is not known, or its binary tells too little}
  public static Optional<PythonStacks> of(Interpreter interpreter) {
    @Nullable LoadedModule module = interpreter.module();
    Optional<Layout> layout = interpreter.layout();
    if (module == null || layout.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong codeType = module.address("PyCode_Type");
    OptionalLong runtime = module.address("_PyRuntime");
    // 2.7 and 3.6 export the state of the thread that has the lock, and nothing else.
    OptionalLong current = module.address("_PyThreadState_Current");
    if (codeType.isEmpty() || (runtime.isEmpty() && current.isEmpty())) {
      return Optional.empty();
    }
    List<ThreadStates> ways = new ArrayList<>();
    for (RuntimeLayout build : layout.get().runtimes()) {
      ways.add(ThreadStates.of(build, runtime, current));
    }
    Offsets offsets = Offsets.of(layout.get(), interpreter.version());
    CodeReader code = new CodeReader(layout.get(), offsets, codeType.getAsLong());
    return Optional.of(new PythonStacks(ways, new FrameChain(layout.get(), offsets, code)));
  }

  @Override
  public List<CallStack> read(Words words) {
    for (ThreadStates way : ways) {
      List<CallStack> stacks = read(way, words);
      if (!stacks.isEmpty()) {
        return stacks;
      }
    }
    return List.of();
  }

  private List<CallStack> read(ThreadStates states, Words words) {
    List<CallStack> stacks = new ArrayList<>();
    Set<Long> met = new HashSet<>();
    long interpreter = states.firstInterpreter(words);
    interpreter = interpreter == 0 ? last : interpreter;
    for (int count = 0; interpreter != 0 && count < MOST_INTERPRETERS; count++) {
      long thread = states.firstThread(interpreter, words);
      while (thread != 0 && met.size() < MOST_THREADS && met.add(thread)) {
        if (!states.isOf(thread, interpreter, words)) {
          break; // it ended meanwhile, or these are no threads
        }
        stacks.add(stack(states, thread, words));
        last = count == 0 ? interpreter : last;
        thread = states.next(thread, words);
      }
      interpreter = states.nextInterpreter(interpreter, words);
    }
    return stacks;
  }

  private CallStack stack(ThreadStates states, long thread, Words words) {
    boolean running = states.isRunning(thread, words);
    FrameChain.Read read = frames.read(states.innermost(thread, words), words);
    return new CallStack(states.number(thread, words), running, read.state(), read.frames());
  }
}
