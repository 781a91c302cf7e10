package dev.fathom.target;

import dev.fathom.os.ProcessAccessException;
import java.util.List;

/// What is looked at: a live process now; a core file or a model later.
///
/// A target answers from the moment of its last [#hold]; before the first it answers from when it
/// was opened, while it runs.
public interface Target extends AutoCloseable {
  /// Who it is.
  Identity identity();

  /// Its mappings in address order.
  List<Mapping> mappings();

  /// Which of its pages are there.
  PageRuns pages();

  /// Its threads; known only while it is held.
  List<ThreadState> threads();

  Memory memory();

  /// The ELF files mapped into it.
  List<LoadedModule> modules();

  /// Stops it and looks at mappings, pages and threads anew. It stands still until [Hold#close()].
  Hold hold() throws ProcessAccessException;

  @Override
  void close();

  /// Who a target is.
  ///
  /// @param kind `live`, `core`…
  /// @param process its process id
  /// @param executable path as the process sees it
  /// @param commandLine with its arguments, as the process may have rewritten it
  /// @param itself whether Fathom looks at its own process
  record Identity(
      String kind, int process, String executable, List<String> commandLine, boolean itself) {}

  /// One thread.
  ///
  /// @param id the kernel's thread id
  /// @param stackPointer 0 where it is not known
  /// @param threadPointer base of its thread-local storage, 0 where it is not known
  record ThreadState(int id, long stackPointer, long threadPointer) {}

  /// A target that stands still.
  interface Hold extends AutoCloseable {
    /// `ptrace`, `signal` or `none`.
    String method();

    /// Makes sure that the target is still there: one that was killed meanwhile reads as nothing.
    ///
    /// @throws ProcessAccessException if it is not
    void verify() throws ProcessAccessException;

    /// {@return nanoseconds for which the target was held, once closed}
    long heldNanos();

    @Override
    void close();
  }
}
