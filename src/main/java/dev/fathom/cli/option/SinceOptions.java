package dev.fathom.cli.option;

import dev.fathom.ask.Manner;
import dev.fathom.ask.Since;
import dev.fathom.ask.Subject;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Which objects a listing is about: all, or those that another look has or has not.
public final class SinceOptions {
  @ArgGroup(exclusive = true)
  private @Nullable Other other;

  /// The other look.
  static final class Other {
    @Option(
        names = "--new-since",
        paramLabel = "PID|FILE",
        converter = SubjectWord.class,
        description = "Only objects not in PID|FILE.")
    private @Nullable Subject newSince;

    @Option(
        names = "--gone-in",
        paramLabel = "PID|FILE",
        converter = SubjectWord.class,
        description = "Only objects no longer in PID|FILE.")
    private @Nullable Subject goneIn;

    @Option(
        names = "--also-in",
        paramLabel = "PID|FILE",
        converter = SubjectWord.class,
        description = "Only objects also in PID|FILE.")
    private @Nullable Subject alsoIn;
  }

  /// {@return which objects are meant; empty for all}
  public Optional<Since> of(Manner manner) {
    if (other == null) {
      return Optional.empty();
    }
    return Stream.of(
            since(Since.Kind.NEW, other.newSince, manner),
            since(Since.Kind.GONE, other.goneIn, manner),
            since(Since.Kind.IN_BOTH, other.alsoIn, manner))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Since> since(Since.Kind kind, @Nullable Subject other, Manner manner) {
    return Optional.ofNullable(other).map(subject -> new Since(kind, subject, manner));
  }
}
