package dev.fathom.ask.numbers;

import dev.fathom.model.Findings;
import java.util.List;

/// Which numbers there are, and how they become the balance.
///
/// @param figures in the order of their sources
public record NumbersAnswer(Findings findings, List<KernelFigure> figures, List<Bridge> bridges) {}
