/// Memory that is free and stays: how much ([FragmentationReport]), what holds it ([PinsReport]),
/// and what would make the process smaller ([AdviceReport]).
@NullMarked
package dev.fathom.report.fragmentation;

import org.jspecify.annotations.NullMarked;
