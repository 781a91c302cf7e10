package dev.fathom.ask.pages;

import dev.fathom.analysis.account.ThreadStackSizes;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.analysis.account.picture.AddressLayout;
import dev.fathom.model.family.PageTally;
import java.util.List;
import java.util.Optional;

/// What the pages are.
///
/// @param tallies one for each mapping, in address order
/// @param size why not all that is mapped is in memory
/// @param stacks what one more thread takes, where there are several
/// @param layout what lies where
/// @param stoppedEarly whether the process was let go before all were counted
public record PagesAnswer(
    List<PageTally> tallies,
    VirtualSize size,
    Optional<ThreadStackSizes> stacks,
    AddressLayout layout,
    boolean stoppedEarly) {}
