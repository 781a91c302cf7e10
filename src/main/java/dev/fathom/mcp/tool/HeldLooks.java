package dev.fathom.mcp.tool;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.ProcessKey;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/// The looks of a session: one that was made for a question is held for those that follow. There
/// are few, and none is held for long; a process is told from all others by its key.
final class HeldLooks {
  /// How long a look answers for its process.
  static final Duration LONGEST = Duration.ofMinutes(15);

  /// Each has all objects of its target.
  static final int MOST = 3;

  private final Manner manner;
  private final InstantSource clock;

  /// The last one used comes first.
  private final Deque<HeldLook> held = new ArrayDeque<>();

  HeldLooks(Manner manner, InstantSource clock) {
    this.manner = manner;
    this.clock = clock;
  }

  Manner manner() {
    return manner;
  }

  /// {@return a subject, and what is known of its age}
  String about(HeldLook look) {
    return look.about(clock.instant());
  }

  /// {@return the look at what somebody means by a word: the one that is held, or a new one}
  ///
  /// @param fresh whether it must be new
  HeldLook of(String word, boolean fresh) throws IOException {
    Subject subject = subject(word);
    if (!fresh) {
      Optional<HeldLook> known = held(subject);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return look(subject);
  }

  /// {@return the look at a process that is held, if there is one}
  Optional<HeldLook> earlier(String word) throws IOException {
    return held(subject(word));
  }

  /// Forgets all, where memory is short.
  ///
  /// @return whether there were any
  boolean forget() {
    boolean any = !held.isEmpty();
    held.clear();
    return any;
  }

  private static Subject subject(String word) throws QuestionException {
    if (Subject.isProcess(word) && Integer.parseInt(word) <= 0) {
      throw QuestionException.wrong(
          "there is no process " + word + ": a PID is 1 or more, and tool processes lists them");
    }
    if (!Subject.isProcess(word) && Subject.isFile(word) && !Files.isRegularFile(Path.of(word))) {
      throw QuestionException.wrong(Escape.terminal(word) + " is not a regular file");
    }
    return Subject.of(word);
  }

  private Optional<HeldLook> held(Subject subject) throws IOException {
    Instant oldest = clock.instant().minus(LONGEST);
    held.removeIf(each -> each.taken().isBefore(oldest));
    Optional<String> key;
    boolean ended = false;
    try {
      key = key(subject);
    } catch (ProcessAccessException gone) {
      key = Optional.empty();
      // One that is there and may not be looked at is another one: whoever looks finds out.
      ended = subject instanceof Subject.Live live && !ProcessKey.isThere(live.process());
    }
    for (Iterator<HeldLook> each = held.iterator(); each.hasNext(); ) {
      HeldLook look = each.next();
      boolean same = ended || key.filter(look.key()::equals).isPresent();
      if (same && look.subject().equals(subject)) {
        each.remove();
        held.addFirst(look);
        return Optional.of(look.now(ended));
      }
    }
    return Optional.empty();
  }

  private HeldLook look(Subject subject) throws IOException {
    Optional<String> before = key(subject);
    Instant taken = clock.instant();
    Analysis analysis = Looks.at(subject, manner, Depth.ALL);
    HeldLook look = new HeldLook(subject, before.orElse(""), analysis, taken, false);
    held.removeIf(each -> each.subject().equals(subject));
    // One that may be of another process than the next question means is not held.
    if (before.isPresent() && before.equals(key(subject))) {
      held.addFirst(look);
      if (held.size() > MOST) {
        held.removeLast();
      }
    }
    return look;
  }

  private static Optional<String> key(Subject subject) throws IOException {
    return switch (subject) {
      case Subject.Live live -> ProcessKey.of(live.process());
      case Subject.Core core -> key(core.file());
      case Subject.Stored stored -> key(stored.file());
      case Subject.Last _ -> Optional.empty();
    };
  }

  private static Optional<String> key(Path file) throws IOException {
    return Optional.of(
        file.toRealPath()
            + " "
            + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
            + " "
            + Files.size(file));
  }
}
