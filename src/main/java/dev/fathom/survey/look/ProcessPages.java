package dev.fathom.survey.look;

import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.PageTally;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.survey.family.PageTable;
import dev.fathom.survey.family.PageTallies;
import dev.fathom.survey.family.PhysicalFrames;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Map;

/// What the pages of a process are, without a look into them.
///
/// @param tallies one for each mapping
/// @param areas the mappings cut by what they are for
/// @param pages which are there
/// @param program the path of what it runs
/// @param stoppedEarly whether it was let go before all were counted
public record ProcessPages(
    List<PageTally> tallies,
    List<Area> areas,
    PageRuns pages,
    String program,
    boolean stoppedEarly) {
  /// Counts them.
  public static ProcessPages of(int process, Pause pause) throws ProcessAccessException {
    ProcessPages counted;
    try (Target target = LiveProcess.open(process, pause)) {
      target.modules(); // opened before it is held: that takes time
      counted = counted(target);
    }
    return PageTally.showMerged(counted.tallies) ? counted : counted.withMerged(process);
  }

  private static ProcessPages counted(Target target) throws ProcessAccessException {
    try (Target.Hold hold = target.hold()) {
      PageTable table = PageTable.of(target);
      List<PageTally> tallies = PageTallies.of(table, PhysicalFrames.withFlags(List.of(table)));
      List<Area> areas = AddressSpace.areas(target);
      hold.verify();
      return new ProcessPages(
          tallies, areas, target.pages(), target.identity().executable(), target.stoppedEarly());
    }
  }

  private ProcessPages withMerged(int process) throws ProcessAccessException {
    Map<Long, Long> merged = ProcessDirectory.of(process).merged();
    List<PageTally> told =
        tallies.stream()
            .map(each -> each.withMerged(merged.getOrDefault(each.mapping().start(), 0L)))
            .toList();
    return new ProcessPages(told, areas, pages, program, stoppedEarly);
  }
}
