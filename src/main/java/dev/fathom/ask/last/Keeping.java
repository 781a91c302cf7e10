package dev.fathom.ask.last;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.look.ProcessKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The look that is to be kept: the last one at a process that was made for an answer. It is
/// written once the answer was printed.
public final class Keeping {
  /// Where looks are heard of that the calling thread makes, if they are to be kept.
  public static final ScopedValue<Keeping> WANTED = ScopedValue.newInstance();

  private final Supplier<Optional<KeptLooks>> place;
  private @Nullable Look last;

  /// A look, and the key that its process had before it.
  private record Look(String key, Instant taken, Analysis analysis) {}

  /// Keeps what it hears of in a place, if there is one; it is asked for once it is needed.
  public Keeping(Supplier<Optional<KeptLooks>> place) {
    this.place = place;
  }

  /// A look that begins.
  public interface Begun {
    /// {@return what follows from what was found}
    Analysis made(Findings findings);
  }

  /// A process is about to be looked at.
  public static Begun begin(int process) {
    if (!WANTED.isBound() || WANTED.get().place.get().isEmpty()) {
      return Analysis::of;
    }
    Keeping keeping = WANTED.get();
    Optional<String> key = key(process);
    Instant taken = Instant.now();
    return findings -> {
      boolean same = key.isPresent() && key.equals(key(process));
      Analysis analysis = Analysis.of(same ? KeptLooks.announced(findings) : findings);
      keeping.last = same ? new Look(key.get(), taken, analysis) : null;
      return analysis;
    };
  }

  private static Optional<String> key(int process) {
    try {
      return ProcessKey.of(process);
    } catch (ProcessAccessException refused) {
      return Optional.empty(); // whoever looks finds out
    }
  }

  /// {@return whether there is a look to be kept}
  public boolean hasLook() {
    return last != null;
  }

  /// Writes the look. Where that fails there is none to be asked again, and nobody is told: the
  /// user did not ask for it.
  public void write() {
    Look look = last;
    Optional<KeptLooks> there = place.get();
    if (look == null || there.isEmpty()) {
      return;
    }
    last = null;
    try {
      there.get().keep(look.key, look.analysis, look.taken);
    } catch (IOException noRoom) {
      return; // the next question is answered from a look of its own
    }
  }
}
