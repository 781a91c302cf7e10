package dev.fathom.ask.pages;

import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.analysis.account.picture.AddressLayout;
import dev.fathom.model.family.PageTally;
import java.util.List;

/// What the pages are.
///
/// @param tallies one for each mapping, in address order
/// @param size why not all that is mapped is in memory
/// @param layout what lies where
/// @param stoppedEarly whether the process was let go before all were counted
public record PagesAnswer(
    List<PageTally> tallies, VirtualSize size, AddressLayout layout, boolean stoppedEarly) {}
