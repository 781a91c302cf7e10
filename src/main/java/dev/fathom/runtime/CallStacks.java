package dev.fathom.runtime;

import dev.fathom.model.watch.CallStack;
import dev.fathom.target.Words;
import java.util.List;

/// Tells where the threads of a program are while it runs: function, file and line.
public interface CallStacks {
  /// Reads the stacks. They may be torn, since nobody stands still; each says so.
  ///
  /// @param words as they are now: a new one each time
  List<CallStack> read(Words words);
}
