package dev.fathom.ask.condition;

import java.util.OptionalLong;

/// A figure of a look.
///
/// @param amount bytes, or how many there are
/// @param whole that of which it is a part, in the same unit; empty where it is no part
public record Figure(long amount, OptionalLong whole) {
  static Figure of(long amount) {
    return new Figure(amount, OptionalLong.empty());
  }

  static Figure part(long amount, long whole) {
    return new Figure(amount, OptionalLong.of(whole));
  }
}
