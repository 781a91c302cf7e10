package dev.fathom.model.watch;

import java.util.List;

/// What a process grew by between two moments, and where it was at the second.
///
/// @param millis of the second, since the watch began
/// @param accounts what each account changed by, in bytes
/// @param charges what of the growth is whose; they add up to what anonymous memory, files and
///   shared memory grew by together
public record NoticedGrowth(long millis, Sample.Accounts accounts, List<Charge> charges) {
  public NoticedGrowth {
    charges = List.copyOf(charges);
  }

  /// A part of it.
  ///
  /// @param bytes how much
  /// @param stack where the thread was that grew; without frames where nobody knows
  /// @param sure whether it ran just then; else it waited, and grew right before
  public record Charge(long bytes, CallStack stack, boolean sure) {}
}
