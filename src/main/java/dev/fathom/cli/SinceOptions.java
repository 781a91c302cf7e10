package dev.fathom.cli;

import dev.fathom.analysis.diff.Matching;
import dev.fathom.model.Findings;
import java.io.IOException;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Which objects a listing is about: all, or those that another look has or has not.
final class SinceOptions {
  @ArgGroup(exclusive = true)
  private @Nullable Other other;

  /// The other look.
  static final class Other {
    @Option(
        names = "--new-since",
        paramLabel = "PID|FILE",
        description = "Only objects that this look has not.")
    private @Nullable String newSince;

    @Option(
        names = "--gone-in",
        paramLabel = "PID|FILE",
        description = "Only objects that this look has no more.")
    private @Nullable String goneIn;

    @Option(
        names = "--also-in",
        paramLabel = "PID|FILE",
        description = "Only objects that this look has too.")
    private @Nullable String alsoIn;
  }

  /// {@return whether only some objects are meant}
  boolean isGiven() {
    return other != null;
  }

  /// Makes sure that there is such a look before anything is looked at.
  void check(LiveFindings target) {
    if (other != null) {
      for (String subject : new String[] {other.newSince, other.goneIn, other.alsoIn}) {
        if (subject != null) {
          target.check(subject);
        }
      }
    }
  }

  /// {@return which of the objects found are meant}
  IntPredicate wanted(Findings findings, LiveFindings target) throws IOException {
    if (other == null) {
      return object -> true;
    }
    if (other.newSince != null) {
      return Matching.of(look(other.newSince, target), findings).isNew();
    }
    if (other.goneIn != null) {
      return Matching.of(findings, look(other.goneIn, target)).isGone();
    }
    return other.alsoIn == null
        ? object -> true
        : Matching.of(look(other.alsoIn, target), findings).isInBoth();
  }

  private static Findings look(String subject, LiveFindings target) throws IOException {
    return LiveFindings.of(subject, target.pause()).findings();
  }
}
