package dev.fathom.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.malloc.mimalloc.Mimalloc;
import dev.fathom.model.memory.Area;
import dev.fathom.runtime.cmemory.CMemory;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import dev.fathom.testing.StepCounter;
import dev.fathom.testing.WideTarget;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is done while a target waits grows with its mappings and its threads, not with the product
/// of the two, nor with their squares.
final class SweepStepsTest {
  /// Binary searches included.
  private static final long STEPS_EACH = 200;

  @ParameterizedTest
  @CsvSource({"2000, 1", "16025, 1", "60000, 1", "20000, 5000"})
  void stepsGrowWithMappingsAndThreads(int mappings, int threads) throws Exception {
    StepCounter counter = new StepCounter();
    Target target = new WideTarget(mappings, threads, counter);
    List<Area> areas = counter.count(AddressSpace.areas(target));
    Recorder recorder =
        new Recorder(
            Survey.Wish.NAMES, () -> false, Survey.instances(new CMemory().recognise(target)));
    try (Window window = new Window(target.memory(), 1 << 20);
        Target.Hold hold = target.hold()) {
      Sweep.of(
              target,
              areas,
              List.of(new IndifferentAllocator()),
              new CMemory().recognise(target),
              recorder,
              window)
          .all();
      recorder.loose.noteThreads(target, hold, areas, new Words(target.memory()));
    }
    new GlibcMalloc().recognise(target);
    new Mimalloc().recognise(target);
    assertThat(areas.stream().filter(area -> area.kind() == Area.Kind.STACK)).hasSize(threads);
    assertThat(counter.steps()).isLessThan(STEPS_EACH * (mappings + threads));
  }
}
