package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.util.List;
import java.util.Optional;

/// Looks at targets that somebody else holds.
///
/// @param allocators those to look for, in this order
/// @param runtimes those to look for; the first that is found is read
public record Surveyor(List<Allocator> allocators, List<Runtime> runtimes) {
  private static final int BLOCK_BYTES = 1 << 20;

  /// {@return all that is to be known}
  public Findings survey(Target target) throws ProcessAccessException {
    return Survey.of(target, allocators, runtimes);
  }

  /// {@return the chunks of the allocators in some of a target's memory, and nothing else} Objects
  /// are not looked for. **Cost**: 10 ns a chunk of each heap of which anything is wanted.
  public Extents chunks(Target target, Wanted wanted) {
    Recorder recorder = new Recorder(Survey.Wish.NAMES, wanted);
    List<Area> areas = AddressSpace.areas(target);
    try (Window window = new Window(target.memory(), BLOCK_BYTES)) {
      Sweep.all(
          target,
          areas,
          allocators.stream().flatMap(each -> each.recognise(target).stream()).toList(),
          Optional.empty(),
          recorder,
          window);
    }
    return recorder.chunks.build();
  }
}
