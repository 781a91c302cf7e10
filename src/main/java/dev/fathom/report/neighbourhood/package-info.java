/// The surroundings of an object as a drawing: for a terminal, as SVG, as JSON.
@NullMarked
package dev.fathom.report.neighbourhood;

import org.jspecify.annotations.NullMarked;
