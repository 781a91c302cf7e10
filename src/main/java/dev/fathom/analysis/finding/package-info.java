/// What is said of a target besides its figures: conclusions that a reader should act on.
@NullMarked
package dev.fathom.analysis.finding;

import org.jspecify.annotations.NullMarked;
