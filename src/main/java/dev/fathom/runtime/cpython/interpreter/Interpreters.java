package dev.fathom.runtime.cpython.interpreter;

import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The interpreters of a process that has several (subinterpreters), each with its number: 0 is the
/// main one.
///
/// At the beginning of `_PyRuntime` stand, one behind the other, the newest interpreter and the
/// main one (`struct pyinterpreters`, `Include/internal/pycore_runtime.h`). Each state
/// (`PyInterpreterState`, `pycore_interp.h`) has the next older one and, a few words behind, its
/// number. Where in the state these are differs from build to build, so the list itself tells it:
/// it leads from the newest to the main one, with numbers that fall to 0.
public final class Interpreters {
  private static final int WORDS_OF_RUNTIME = 128;

  /// 3.12 and later have 7 KiB before the list.
  private static final int FARTHEST_NEXT = 16 << 10;

  /// Behind `next` come at most the list of threads and the runtime (3.9) before the number.
  private static final int FARTHEST_ID = 48;

  private static final int MOST_INTERPRETERS = 256;
  private static final long LOWEST_POINTER = 1 << 12;

  /// So much of a state is looked through: all of 3.12's, the largest.
  private static final int STATE_BYTES = 384 << 10;

  private final Words words;
  private final List<State> states;

  /// The state of one interpreter: at least all of it.
  private static final class State {
    private final int id;
    private final long[] contents;

    State(int id, long[] contents) {
      this.id = id;
      this.contents = contents;
    }
  }

  private Interpreters(Words words, List<State> states) {
    this.words = words;
    this.states = states;
  }

  /// Looks for the list in a target that is held. **Cost**: nothing to speak of where there is but
  /// one interpreter; else some milliseconds.
  ///
  /// @param module the interpreter's binary; null where that cannot be had
  public static Interpreters of(@Nullable LoadedModule module, Words words) {
    Interpreters found = new Interpreters(words, new ArrayList<>());
    OptionalLong runtime = module == null ? OptionalLong.empty() : module.address("_PyRuntime");
    for (int word = 0; runtime.isPresent() && word + 1 < WORDS_OF_RUNTIME; word++) {
      long at = runtime.getAsLong() + (long) word * Long.BYTES;
      long newest = words.u64(at);
      long main = words.u64(at + Long.BYTES);
      if (newest != main && found.isPointer(newest) && found.isPointer(main)) {
        List<long[]> list = found.list(newest, main);
        if (!list.isEmpty()) {
          list.forEach(each -> found.states.add(found.state((int) each[0], each[1])));
          break;
        }
      }
    }
    return found;
  }

  private boolean isPointer(long word) {
    if (word < LOWEST_POINTER || word % Long.BYTES != 0) {
      return false;
    }
    words.u64(word);
    return words.met();
  }

  /// {@return number and address of each from the newest to the main one; empty where no list leads
  /// there}
  private List<long[]> list(long newest, long main) {
    for (int next = 0; next < FARTHEST_NEXT; next += Long.BYTES) {
      List<Long> chain = chain(newest, main, next);
      for (int id = next + Long.BYTES; !chain.isEmpty() && id <= next + FARTHEST_ID; id += 8) {
        if (numbersFall(chain, id)) {
          int at = id;
          return chain.stream().map(each -> new long[] {words.u64(each + at), each}).toList();
        }
      }
    }
    return List.of();
  }

  private List<Long> chain(long newest, long main, int next) {
    List<Long> chain = new ArrayList<>();
    for (long at = newest; at != 0; at = words.u64(at + next)) {
      if (chain.size() == MOST_INTERPRETERS || !isPointer(at)) {
        return List.of();
      }
      chain.add(at);
    }
    return chain.size() > 1 && chain.getLast() == main ? chain : List.of();
  }

  private boolean numbersFall(List<Long> chain, int id) {
    long last = Integer.MAX_VALUE;
    for (long state : chain) {
      long number = words.u64(state + id);
      if (number < 0 || number >= last) {
        return false;
      }
      last = number;
    }
    return last == 0;
  }

  private State state(int id, long address) {
    long[] contents = new long[STATE_BYTES / Long.BYTES];
    for (int word = 0; word < contents.length; word++) {
      contents[word] = words.u64(address + (long) word * Long.BYTES);
      if (!words.met()) {
        break;
      }
    }
    return new State(id, contents);
  }

  /// {@return the number of the interpreter whose state has the address of its `sys.modules`; empty
  /// where none does}
  ///
  /// @param modules address of the dict
  public OptionalInt withModules(long modules) {
    // A state may end before what was looked through does, and another follow: whose own it is has
    // it nearest to its beginning.
    int nearest = Integer.MAX_VALUE;
    OptionalInt found = OptionalInt.empty();
    for (State state : states) {
      for (int word = 0; word < Math.min(nearest, state.contents.length); word++) {
        if (state.contents[word] == modules) {
          nearest = word;
          found = OptionalInt.of(state.id);
        }
      }
    }
    return found;
  }
}
