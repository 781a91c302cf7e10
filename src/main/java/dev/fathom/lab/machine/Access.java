package dev.fathom.lab.machine;

/// A byte that was read or written, or was not.
///
/// @param physical the address that RAM saw; -1 if the access failed
/// @param value the byte, 0 to 255; -1 if the access failed
public record Access(Outcome outcome, long physical, int value) {
  static Access failed(Outcome outcome) {
    return new Access(outcome, -1, -1);
  }
}
