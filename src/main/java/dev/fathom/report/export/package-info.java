/// What was written for other programs, as text and as JSON.
@NullMarked
package dev.fathom.report.export;

import org.jspecify.annotations.NullMarked;
