package dev.fathom.target;

import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.SharedSegment;
import dev.fathom.target.copy.AddressRanges;
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
  default List<Warning> limits() {
    return List.of();
  }

  /// Asks what the kernel tells best while it runs. Whoever is about to hold it may; [#hold] does
  /// so by itself the first time.
  void prepare() throws ProcessAccessException;

  /// Takes up its mappings and pages as they are now; what came since the last time cannot be read
  /// before.
  ///
  /// @return whether they are others
  default boolean lookAgain() throws ProcessAccessException {
    return false;
  }

  /// {@return whether it was let go before all was read: what was read since is zeros}
  default boolean stoppedEarly() {
    return false;
  }

  /// Makes room, while it runs, for a copy of its memory.
  ///
  /// @return whether there is room
  default boolean prepareCopy() {
    return false;
  }

  /// Copies memory while it runs, if that may be done: then less is to be copied once it is held.
  ///
  /// @param ranges what will be wanted, most likely
  default void draft(AddressRanges ranges) throws ProcessAccessException {}

  /// Copies memory of it, which is held and for which [#prepareCopy] made room: then it can be let
  /// go before that is read.
  ///
  /// @return whether from now on these ranges are read from the copy, as long as [#dropCopy] is not
  ///   called; if not, they must be read while it is held
  default boolean copy(AddressRanges ranges) throws ProcessAccessException {
    return false;
  }

  /// {@return nanoseconds for which it was copied while it ran}
  default long draftNanos() {
    return 0;
  }

  /// {@return bytes that were copied while it was held}
  default long copiedWhileHeld() {
    return 0;
  }

  /// Forgets the copy, if there is one.
  default void dropCopy() {}

  /// {@return whether it was let go before what stands at `address` could be read}
  default boolean isLost(long address) {
    return stoppedEarly();
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

  /// {@return who else maps a piece of its shared memory; empty where nobody can say}
  default Optional<SharedSegment> sharers(Mapping segment) {
    return Optional.empty();
  }

  /// Stops it and looks at mappings, pages and threads anew. It stands still until [Hold#close()].
  Hold hold() throws ProcessAccessException;

  @Override
  void close();

  /// One thread.
  ///
  /// @param id the kernel's thread id
  /// @param stackPointer 0 where it is not known
  /// @param threadPointer base of its thread-local storage, 0 where it is not known
  record ThreadState(int id, long stackPointer, long threadPointer) {}

  /// A target that stands still.
  interface Hold extends AutoCloseable {
    /// {@return how it is held; of a file, which stands still, what it is}
    HoldMethod method();

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
