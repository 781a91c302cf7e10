package dev.fathom.runtime;

import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ToolSum;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// One language runtime.
// Its name is the field's word; nobody here who means the virtual machine's own says just Runtime.
@SuppressWarnings("AvoidCommonTypeNames")
public interface Runtime {
  /// {@return in whose words its instances are told}
  Dialect dialect();

  /// Looks for this runtime in a target that may be running.
  ///
  /// @return its instances, in the order in which a reader counts them; none where it is not there
  List<Recognised> recognise(Target target);

  /// {@return how libraries are known that extend it; none where there are no such}
  default List<ExtensionRules> extensions() {
    return List.of();
  }

  /// Whether it is what there is where no other runtime is: then it is not asked beside others.
  default boolean isLastResort() {
    return false;
  }

  /// An instance of a runtime that was found in one target.
  interface Recognised {
    /// {@return in whose words it is told}
    Dialect dialect();

    /// {@return what tells it from others of its runtime in the process: `heap 2`; empty where
    /// there is only one}
    default String instance() {
      return "";
    }

    /// {@return its version as far as it shows: `3.11.2`; may be empty}
    String version();

    /// {@return what a reader calls it: `CPython 3.11.2 (stripped)`; empty for memory that no
    /// language's runtime manages}
    String title();

    /// {@return whether its binary has no symbol table}
    boolean stripped();

    /// {@return what will be missing in the answer, a sentence each; empty where all is known}
    List<String> limits();

    /// Says what of a target that is held still is its own, from its own tables.
    ///
    /// @param words for scattered reads during this hold
    Instance announce(Target target, Words words, Violations violations);

    /// The same for a target that runs, of which only the beginning is looked at and nothing kept:
    /// so that the code is compiled before anybody waits for it. A runtime that reads much before
    /// the first chunk comes reads less of it here.
    default Instance rehearse(Target target, Words words, Violations violations) {
      return announce(target, words, violations);
    }

    /// {@return what the runtime's own tools would say of objects, by address; nothing of those of
    /// which there is nothing to say}
    ///
    /// @param target that is held
    /// @param words for scattered reads during this hold
    /// @param contents whether numbers and the text of strings may be told too
    /// @param levels how many levels of what they lead to are told with them, where the tool does
    ///   so; 1 for them alone
    default Map<Long, List<Detail>> describe(
        Target target, Words words, List<Long> addresses, boolean contents, int levels) {
      return Map.of();
    }

    /// {@return what the runtime's own tool says of the sizes of objects, added up; empty where it
    /// has none, or says nothing of any}
    ///
    /// @param target that is held
    /// @param words for scattered reads during this hold
    /// @param shallows their own sizes in bytes
    default Optional<ToolSum> sizes(Target target, Words words, long[] addresses, long[] shallows) {
      return Optional.empty();
    }

    /// {@return who tells where its threads are while it runs; empty where its stacks are not read}
    ///
    /// @param target asked now and not again
    default Optional<CallStacks> stacks(Target target) {
      return Optional.empty();
    }
  }

  /// An instance of a runtime during one hold: what its walks share, and what they kept.
  interface Instance {
    /// {@return who walks a stretch of memory}
    ///
    /// @param words for scattered reads of whoever walks
    /// @param sink hears what is found, in address order
    Walk walk(Words words, RuntimeSink sink);

    /// {@return whether walks may be on their way on several threads at the same time} Then what
    /// they share must not depend on which of them comes first, but for the numbers of types, see
    /// [#renumberTypes].
    default boolean walksApart() {
      return false;
    }

    /// Numbers the types anew, so that it does not matter any more in which order they were met.
    /// All walks have been joined, and [#finish] has not been called; or it is not called at all.
    ///
    /// @return of each number so far the new one; empty where they stay as they are
    default int[] renumberTypes() {
      return new int[0];
    }

    /// Tells what could be told only after all memory was seen: the names of the types. All walks
    /// have been joined; the target is still held.
    void finish(TypeSink sink);

    /// {@return whether any address inside an object, and not only its own, holds it from outside}
    default boolean isHeldByAnyAddressInside() {
      return false;
    }

    /// Tells the words that were kept of a piece of memory that holds no object. For following C
    /// structures; the target runs again.
    ///
    /// @param from where the payload of a block or chunk begins
    /// @param until where it ends
    void kept(long from, long until, LongConsumer words);

    /// Tells where memory begins and ends that objects have mapped, as they say themselves; the
    /// target runs again.
    ///
    /// @param objects those that this walk told
    default void mapped(ObjectList objects, LongConsumer borders) {}

    /// Tells what the objects refer to, from what was kept; the target runs again.
    ///
    /// @param objects those that the walks told
    /// @param sink hears what else could not be told before, such as layouts of types
    void references(ObjectList objects, ReferenceSink references, TypeSink sink);
  }

  /// The walk over a stretch of memory. It records facts of that memory alone. The calls come in
  /// address order of what they are about.
  interface Walk {
    /// {@return what it recognises in anonymous memory}
    default List<Claimant> claimants() {
      return List.of();
    }

    /// {@return what knows the padding of the runtime's debugging allocator}
    default Padding padding() {
      return Padding.NONE;
    }

    /// Looks into a live chunk of an allocator, or at what is padded in one.
    ///
    /// @param window holds the first 64 bytes of the payload, or all of a shorter one
    /// @return whether it is this instance's own: then no other is asked
    boolean chunk(long payload, long payloadEnd, Window window);

    /// Looks through the static variables of a module. The window's range has been set to `limit`.
    ///
    /// @param limit up to where a variable that begins in the area may reach
    void staticData(Area area, long limit, Window window);

    /// Hands over to its instance what was kept. Walks are joined in address order of their
    /// stretches, by one thread.
    void join();
  }
}
