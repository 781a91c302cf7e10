package dev.fathom.runtime.cpython.reference;

import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The states of interpreters (`PyInterpreterState`) that are chunks of malloc: many builds of 3.7
/// to 3.13 do not have it in static data. It holds what no object does: the subclasses of static
/// types, types of `_ast`, free lists' heads, the tables of codecs.
///
/// Its structure differs from build to build. So it is known by what leads there: a word at the
/// beginning of `_PyRuntime`, where the list of interpreters is
/// (`Include/internal/pycore_runtime.h`).
public final class InterpreterStates {
  static final String NAME = "interpreter's state";

  private static final int WORDS_OF_RUNTIME = 128;

  // From 3.7 (2 KiB) to 3.12 (375 KiB).
  private static final long SMALLEST = 1 << 10;
  private static final long LARGEST = 1 << 20;

  private final long[] leads;

  private InterpreterStates(long[] leads) {
    this.leads = leads;
  }

  /// Finds where states of interpreters begin.
  ///
  /// @param module the interpreter's binary; null where that cannot be had
  public static InterpreterStates of(@Nullable LoadedModule module, Words words) {
    OptionalLong runtime = module == null ? OptionalLong.empty() : module.address("_PyRuntime");
    long[] leads = new long[runtime.isPresent() ? WORDS_OF_RUNTIME : 0];
    for (int word = 0; word < leads.length; word++) {
      leads[word] = words.u64(runtime.getAsLong() + (long) word * Long.BYTES);
    }
    return new InterpreterStates(leads);
  }

  /// {@return whether a live chunk is one}
  public boolean isState(long payload, long payloadEnd) {
    long bytes = payloadEnd - payload;
    if (bytes < SMALLEST || bytes > LARGEST) {
      return false;
    }
    for (long lead : leads) {
      if (lead == payload) {
        return true;
      }
    }
    return false;
  }

  /// Tells the words in them.
  ///
  /// @param states where each begins and ends
  public static void tell(List<long[]> states, KeptReferences kept, ReferenceSink sink) {
    for (long[] state : states) {
      for (long at = state[0]; at + Long.BYTES <= state[1]; at += Long.BYTES) {
        long word = kept.u64(at);
        if (word != 0) {
          sink.held(word, NAME);
        }
      }
    }
  }
}
