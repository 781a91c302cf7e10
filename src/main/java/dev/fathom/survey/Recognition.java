package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Identity;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.unread.UnreadRuntimes;
import dev.fathom.target.Allowance;
import dev.fathom.target.AllowedTarget;
import dev.fathom.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks who knows a target: which allocators, and which runtime.
///
/// What they may read is in proportion to what the target has in memory, however its tables lead
/// on: one who has spent it gives up, and that is said.
final class Recognition {
  /// How much of what is resident all may read together; and what even the smallest process needs.
  private static final double SHARE = 0.4;

  private static final long LEAST_BYTES = 128L << 20;

  /// Nobody waits for a file; and where its binaries are not at hand, all of it has to be searched,
  /// some times over.
  private static final long LEAST_BYTES_OF_A_FILE = 1L << 30;

  private static final double SHARE_OF_A_FILE = 8;

  /// What one must leave to those who are asked after him.
  private static final long RESERVED_SHARE = 16;

  /// What each may read, whatever is left: one whom a program's large tables have kept busy takes
  /// nothing from those who know at once where to look.
  private static final long LEAST_OF_EACH = 4 << 20;

  /// Each word of the target some times, and what even the smallest process needs: less than a
  /// second.
  private static final long WORDS_A_BYTE = 1;

  private static final long LEAST_WORDS = 64L << 20;

  private final Target target;
  private final AllowedTarget.Pages pages = new AllowedTarget.Pages();
  private final long words;
  private long bytes;
  private final List<Allocator.Recognised> heaps = new ArrayList<>();
  private final List<String> gaveUp = new ArrayList<>();
  private List<UnreadRuntime> unread = List.of();
  private final List<Runtime.Recognised> instances = new ArrayList<>();

  private Recognition(Target target) {
    this.target = target;
    long resident = residentBytes(target);
    boolean file = target.identity().kind() != Identity.Kind.LIVE;
    this.bytes =
        file
            ? Math.max(LEAST_BYTES_OF_A_FILE, (long) (resident * SHARE_OF_A_FILE))
            : Math.max(LEAST_BYTES, (long) (resident * SHARE));
    this.words = (LEAST_WORDS + resident * WORDS_A_BYTE) * (file ? (long) SHARE_OF_A_FILE : 1);
  }

  /// Asks in this order.
  static Recognition of(Target target, List<Allocator> allocators, List<Runtime> runtimes) {
    Recognition recognition = new Recognition(target);
    for (Allocator allocator : allocators) {
      recognition.ask(allocator.getClass(), allocator::recognise).ifPresent(recognition.heaps::add);
    }
    for (Runtime each : runtimes) {
      if (recognition.instances.isEmpty() || !each.isLastResort()) {
        recognition
            .ask(each.getClass(), asked -> Optional.of(each.recognise(asked)))
            .ifPresent(recognition.instances::addAll);
      }
    }
    recognition.unread =
        recognition
            .ask(UnreadRuntimes.class, asked -> Optional.of(UnreadRuntimes.in(asked)))
            .orElse(List.of());
    return recognition;
  }

  private <T> Optional<T> ask(Class<?> who, Function<Target, Optional<T>> recogniser) {
    long most = Math.max(bytes - bytes / RESERVED_SHARE, LEAST_OF_EACH);
    Allowance allowance = new Allowance(most, words);
    try {
      return recogniser.apply(pages.of(target, allowance));
    } catch (Allowance.SpentException spent) {
      gaveUp.add(who.getSimpleName());
      return Optional.empty();
    } finally {
      bytes = Math.max(0, bytes - (most - allowance.bytesLeft()));
    }
  }

  List<Allocator.Recognised> heaps() {
    return heaps;
  }

  /// {@return the instances of runtimes}
  List<Runtime.Recognised> instances() {
    return instances;
  }

  /// {@return the runtimes beside it whose heaps are not read}
  List<UnreadRuntime> unread() {
    return unread;
  }

  /// {@return what the reader must know of how they were asked}
  List<Warning> warnings() {
    if (gaveUp.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Warning(
            "limits",
            "the search for "
                + String.join(", ", gaveUp)
                + " ended before all variables were looked at: there are too many",
            heaps.isEmpty()));
  }

  /// {@return how much of a target is in memory}
  static long residentBytes(Target target) {
    return target.pages().residentBytes(0, Long.MAX_VALUE);
  }
}
