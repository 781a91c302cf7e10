package dev.fathom.survey;

import java.util.function.LongConsumer;

/// Words that were kept of memory that holds no object.
interface KeptWords {
  /// Tells those of the block or chunk whose payload is `[from, until)`.
  void tell(long from, long until, LongConsumer words);
}
