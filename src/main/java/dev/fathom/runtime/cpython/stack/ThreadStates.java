package dev.fathom.runtime.cpython.stack;

import dev.fathom.runtime.cpython.layout.Field;
import dev.fathom.runtime.cpython.layout.RuntimeLayout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.target.Words;
import java.util.Optional;
import java.util.OptionalLong;

/// The states that CPython keeps of its interpreters and threads, laid out as in some of its builds
/// (`PyInterpreterState`, `PyThreadState`).
///
/// @param head address of the first interpreter's address; 0 where only the current thread is known
/// @param current address of the address of the thread that has the lock; 0 where the threads tell
/// @param nextInterpreter offset in an interpreter
/// @param threads offset in an interpreter of the first thread
/// @param next offset in a thread; so are the others
/// @param interpreter of the thread
/// @param frame the innermost frame, or the C frame that has it
/// @param inner offset in the C frame; -1 where there is none
/// @param number what the kernel calls the thread; -1 where it is not kept
/// @param lock what says whether it has the lock; -1 where [#current] does
/// @param mask of the bits there
/// @param locked their value if so
record ThreadStates(
    long head,
    long current,
    long nextInterpreter,
    long threads,
    long next,
    long interpreter,
    long frame,
    long inner,
    long number,
    long lock,
    int mask,
    int locked) {
  /// `_Py_THREAD_ATTACHED` (Include/internal/pycore_pystate.h, 3.13)
  private static final int ATTACHED = 1;

  /// `_status.active` follows `interp` in 3.12 (Include/cpython/pystate.h).
  private static final int ACTIVE = 1 << 4;

  static ThreadStates of(RuntimeLayout build, OptionalLong runtime, OptionalLong exported) {
    StructLayout thread = build.struct("PyThreadState");
    StructLayout interpreter = build.struct("PyInterpreterState");
    Optional<StructLayout> whole = build.find("_PyRuntimeState");
    long head = address(whole, "interpreters.head", runtime);
    long current = address(whole, "gilstate.tstate_current", runtime);
    boolean inFrameOfC =
        !thread.has("current_frame") && thread.has("cframe") && !thread.has("frame");
    long inner =
        inFrameOfC
            ? build.find("_PyCFrame").map(each -> each.offset("current_frame")).orElse(-1L)
            : -1;
    String frame = thread.has("current_frame") ? "current_frame" : inFrameOfC ? "cframe" : "frame";
    boolean states = thread.has("state") && thread.has("current_frame");
    boolean tells = current == 0 && exported.isEmpty();
    return new ThreadStates(
        head,
        current != 0 ? current : exported.orElse(0),
        interpreter.offset("next"),
        interpreter.offset(interpreter.has("threads.head") ? "threads.head" : "tstate_head"),
        thread.offset("next"),
        thread.offset("interp"),
        thread.offset(frame),
        inner,
        thread.has("native_thread_id") ? thread.offset("native_thread_id") : -1,
        !tells ? -1 : states ? thread.offset("state") : thread.offset("interp") + Long.BYTES,
        states ? -1 : ACTIVE,
        states ? ATTACHED : ACTIVE);
  }

  private static long address(Optional<StructLayout> whole, String field, OptionalLong runtime) {
    Optional<Field> found = whole.map(each -> each.fields().get(field));
    return found.isEmpty() || runtime.isEmpty() ? 0 : runtime.getAsLong() + found.get().offset();
  }

  long firstInterpreter(Words words) {
    return head != 0 ? words.u64(head) : words.u64(words.u64(current) + interpreter);
  }

  long nextInterpreter(long of, Words words) {
    return words.u64(of + nextInterpreter);
  }

  long firstThread(long of, Words words) {
    return words.u64(of + threads);
  }

  long next(long thread, Words words) {
    return words.u64(thread + next);
  }

  /// {@return whether a thread is one of that interpreter}
  boolean isOf(long thread, long of, Words words) {
    return words.u64(thread + interpreter) == of && words.met();
  }

  boolean isRunning(long thread, Words words) {
    return lock < 0
        ? words.u64(current) == thread
        : (words.u32(thread + lock) & mask) == locked && words.met();
  }

  /// {@return the innermost frame; 0 where it runs no Python}
  long innermost(long thread, Words words) {
    long at = words.u64(thread + frame);
    return inner < 0 || at == 0 ? at : words.u64(at + inner);
  }

  long number(long thread, Words words) {
    return number < 0 ? 0 : words.u64(thread + number);
  }
}
