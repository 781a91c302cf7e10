package dev.fathom.survey.look;

import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.PageTally;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.survey.family.PageTable;
import dev.fathom.survey.family.PageTallies;
import dev.fathom.survey.family.PhysicalFrames;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Map;

/// What the pages of a process are, without a look into them.
///
/// @param tallies one for each mapping
/// @param stoppedEarly whether it was let go before all were counted
public record ProcessPages(List<PageTally> tallies, boolean stoppedEarly) {
  /// Counts them.
  public static ProcessPages of(int process, Pause pause) throws ProcessAccessException {
    List<PageTally> tallies;
    boolean stoppedEarly;
    try (Target target = LiveProcess.openUnseen(process, pause);
        Target.Hold hold = target.hold()) {
      PageTable table = PageTable.of(target);
      tallies = PageTallies.of(table, PhysicalFrames.withFlags(List.of(table)));
      hold.verify();
      stoppedEarly = target.stoppedEarly();
    }
    if (!PageTally.showMerged(tallies)) {
      Map<Long, Long> merged = ProcessDirectory.of(process).merged();
      tallies =
          tallies.stream()
              .map(each -> each.withMerged(merged.getOrDefault(each.mapping().start(), 0L)))
              .toList();
    }
    return new ProcessPages(tallies, stoppedEarly);
  }
}
