package dev.fathom.ask.pages;

import dev.fathom.analysis.account.ThreadStackSizes;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.analysis.account.picture.AddressLayout;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.look.ProcessPages;

/// What are the pages of a process?
///
/// @param rows how many rows the layout has at most
public record PagesQuestion(int process, Pause pause, int rows) {
  /// How many cells a row of the layout has at most.
  private static final int CELLS = 24;

  /// Counts them.
  public PagesAnswer answer() throws ProcessAccessException {
    ProcessPages found = ProcessPages.of(process, pause);
    return new PagesAnswer(
        found.tallies(),
        VirtualSize.of(found.areas(), found.pages()),
        ThreadStackSizes.of(found.areas(), found.pages()),
        AddressLayout.of(found.areas(), found.pages(), found.program(), rows, CELLS),
        found.stoppedEarly());
  }
}
