/// Advice, and what came of it, as a screen and as JSON.
@NullMarked
package dev.fathom.report.advise;

import org.jspecify.annotations.NullMarked;
