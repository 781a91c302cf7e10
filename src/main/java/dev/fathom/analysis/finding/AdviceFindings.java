package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Advice;
import java.util.List;

/// What would make a process smaller, in words.
public final class AdviceFindings {
  private AdviceFindings() {}

  /// {@return a finding for each advice, in their order; its bytes are what it would gain}
  ///
  /// @param rss of which the shares are
  public static List<Finding> of(List<Advice> all, long rss) {
    return all.stream().map(advice -> of(advice, rss)).toList();
  }

  private static Finding of(Advice advice, long rss) {
    return Finding.of(
            kind(advice.action()),
            advice.bytes(),
            rss,
            advice.evidence(),
            what(advice) + ": " + advice.basis())
        .about(List.of(advice.action().id()))
        .next(advice.action() == Advice.Action.SUBPROCESS ? "pins" : "");
  }

  private static FindingKind kind(Advice.Action action) {
    return switch (action) {
      case TRIM -> FindingKind.ADVICE_TRIM;
      case RELEASE -> FindingKind.ADVICE_RELEASE;
      case ARENAS -> FindingKind.ADVICE_ARENAS;
      case THRESHOLD -> FindingKind.ADVICE_THRESHOLD;
      case RESTART -> FindingKind.ADVICE_RESTART;
      case SUBPROCESS -> FindingKind.ADVICE_SUBPROCESS;
      case DROP -> FindingKind.ADVICE_DROP;
    };
  }

  private static String what(Advice advice) {
    return switch (advice.action()) {
      case TRIM -> "call " + advice.call();
      case RELEASE -> "have the allocator give pages back";
      case ARENAS -> "fewer arenas";
      case THRESHOLD -> "a fixed trim threshold";
      case RESTART -> "recycle the process now and then";
      case SUBPROCESS -> "do the job in a subprocess";
      case DROP -> "drop " + Finding.name(advice.call());
    };
  }
}
