/// What came out of an experiment, for a terminal, as JSON, as SVG and as a page. Nothing here
/// knows which experiments there are, nor what they are about.
@NullMarked
package dev.fathom.report.experiment;

import org.jspecify.annotations.NullMarked;
