package dev.fathom.ask.advise;

import dev.fathom.analysis.returned.Returned;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.look.ProcessNumbers;
import java.util.Map;

/// What came of a piece of advice.
///
/// @param before anonymous memory before it was carried out, in bytes
/// @param after and afterwards
public record AdviceOutcome(long before, long after) {
  private static final long LEAST_TOLERANCE = 64 << 10;
  private static final double TOLERANCE = 0.02;

  /// {@return the anonymous memory of a process now, by the kernel's count} Not its Rss: the pages
  /// of code that giving memory back takes are read in for that.
  ///
  /// @throws ProcessAccessException in one line, if it is gone
  public static long measure(int process, Proposal.Counted counted) throws ProcessAccessException {
    Map<String, Long> numbers = ProcessNumbers.of(process).numbers();
    Long anonymous = numbers.get(counted.number());
    if (anonymous == null) {
      throw new ProcessAccessException("process " + process + " has ended");
    }
    return anonymous;
  }

  /// {@return how much smaller it is}
  public long released() {
    return before - after;
  }

  /// {@return by how much that is off what was foretold: 0 within 64 KiB or 2 %}
  public long offBy(Returned.Range foretold) {
    long tolerance =
        Math.max(LEAST_TOLERANCE, Math.round(TOLERANCE * Math.max(foretold.most(), released())));
    if (released() < foretold.least() - tolerance) {
      return released() - foretold.least();
    }
    return released() > foretold.most() + tolerance ? released() - foretold.most() : 0;
  }
}
