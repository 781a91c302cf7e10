/// Datasets on a screen, and as JSON.
@NullMarked
package dev.fathom.report.dataset;

import org.jspecify.annotations.NullMarked;
