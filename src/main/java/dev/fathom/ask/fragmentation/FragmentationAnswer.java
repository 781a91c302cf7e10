package dev.fathom.ask.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.model.Findings;
import java.util.List;

/// What of it is.
public record FragmentationAnswer(
    Findings findings, Fragmentation fragmentation, List<Advice> advice) {}
