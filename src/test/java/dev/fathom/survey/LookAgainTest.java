package dev.fathom.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.runtime.cmemory.CMemory;
import dev.fathom.target.ForwardingTarget;
import dev.fathom.target.Target;
import dev.fathom.testing.StepCounter;
import dev.fathom.testing.WideTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An allocator whose root changes between opening a target and looking at it is found in a second
/// look; one that stands still is asked once.
final class LookAgainTest {
  @Test
  void findsAnAllocatorThatIsWholeOnlyInTheSecondLook() throws Exception {
    Changing target = new Changing(true);
    Late allocator = new Late(target, 1);
    assertThat(look(target, allocator).allocators()).containsExactly(IndifferentAllocator.NAME);
    assertThat(target.looks).isEqualTo(1);
  }

  @Test
  void asksOnceWhereNothingHasChanged() throws Exception {
    Changing target = new Changing(false);
    Late allocator = new Late(target, 1);
    assertThat(look(target, allocator).allocators()).isEmpty();
    assertThat(allocator.asked).isEqualTo(1);
  }

  @Test
  void looksOnceWhereAnAllocatorIsFound() throws Exception {
    Changing target = new Changing(true);
    Late allocator = new Late(target, 0);
    assertThat(look(target, allocator).allocators()).containsExactly(IndifferentAllocator.NAME);
    assertThat(target.looks).isZero();
  }

  private static Findings look(Target target, Allocator allocator) throws ProcessAccessException {
    return Survey.of(target, List.of(allocator), List.of(new CMemory()));
  }

  /// A target that counts how often it is looked at anew.
  private static final class Changing extends ForwardingTarget {
    private final boolean changes;
    private int looks;

    /// @param changes whether something comes or goes between looks
    Changing(boolean changes) {
      super(new WideTarget(8, 1, new StepCounter()));
      this.changes = changes;
    }

    @Override
    public boolean lookAgain() {
      looks++;
      return changes;
    }
  }

  /// An allocator that shows once the target was looked at anew so many times.
  private static final class Late implements Allocator {
    private final Changing target;
    private final int needed;
    private int asked;

    Late(Changing target, int needed) {
      this.target = target;
      this.needed = needed;
    }

    @Override
    public Optional<Recognised> recognise(Target asks) {
      asked++;
      return target.looks < needed ? Optional.empty() : Optional.of(new IndifferentAllocator());
    }

    @Override
    public Optional<ReleaseRule> release(String name) {
      return Optional.empty();
    }
  }
}
