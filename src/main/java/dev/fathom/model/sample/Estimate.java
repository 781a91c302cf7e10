package dev.fathom.model.sample;

/// A quantity of which a part was seen: the estimate of all, and half the width of the interval in
/// which it lies in 95 of 100 samples.
///
/// @param value the estimate
/// @param error half the width; 0 where all was seen
public record Estimate(double value, double error) {
  public double least() {
    return Math.max(0, value - error);
  }

  public double most() {
    return value + error;
  }
}
