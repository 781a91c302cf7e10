package dev.fathom.target;

import dev.fathom.os.ProcessAccessException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is looked at: a live process, or a core file.
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

  /// {@return the inodes of programs and libraries that are no modules, because their headers
  /// cannot be had}
  default Set<Long> headless() {
    return Set.of();
  }

  /// {@return whether it stands still without being held: nobody waits while it is read}
  default boolean standsStill() {
    return false;
  }

  /// What it cannot tell, known once it was looked at.
  default List<Limit> limits() {
    return List.of();
  }

  /// Asks what the kernel tells best while it runs. Whoever is about to hold it may; [#hold] does
  /// so by itself the first time.
  void prepare() throws ProcessAccessException;

  /// {@return whether it was let go before all was read: what was read since is zeros}
  default boolean stoppedEarly() {
    return false;
  }

  /// {@return how often it was found to run another program than when it was opened} What was
  /// learned of it before is nothing worth then.
  default int programsBegun() {
    return 0;
  }

  /// {@return what the kernel counts of it beside its pages; asked for once it was let go}
  default Optional<KernelCounts> kernelCounts() {
    return Optional.empty();
  }

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
      String kind, int process, String executable, List<String> commandLine, boolean itself) {
    /// The kind of a live process.
    public static final String LIVE = "live";

    /// The kind of a live process that was written to a file, with what the kernel said of its
    /// pages.
    public static final String CAPTURE = "capture";

    /// The kind of a core file.
    public static final String CORE = "core";

    /// {@return what the process is called}
    public ProgramName program() {
      return ProgramName.of(executable, commandLine);
    }

    /// {@return what of its command line may be told}
    public ShownCommand shown() {
      return ShownCommand.of(executable, commandLine);
    }

    /// {@return whether it is known which pages were in memory; else they are those that were
    /// dumped}
    public boolean tellsResidency() {
      return !kind.equals(CORE);
    }
  }

  /// Something that a target cannot tell.
  ///
  /// @param code for programs
  /// @param message for people; text from the target in it is not escaped yet
  /// @param partial whether the answer is incomplete because of it
  record Limit(String code, String message, boolean partial) {}

  /// One thread.
  ///
  /// @param id the kernel's thread id
  /// @param stackPointer 0 where it is not known
  /// @param threadPointer base of its thread-local storage, 0 where it is not known
  record ThreadState(int id, long stackPointer, long threadPointer) {}

  /// A target that stands still.
  interface Hold extends AutoCloseable {
    /// `ptrace`, `signal` or `none`; `core` for a file, which stands still.
    String method();

    /// {@return the general registers of a thread, in the order of `struct user_regs_struct`; none
    /// where they are not known}
    default List<Long> registers(int thread) {
      return List.of();
    }

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
