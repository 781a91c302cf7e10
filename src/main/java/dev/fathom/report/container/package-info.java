/// The answer about a container, as a screen and as JSON.
@NullMarked
package dev.fathom.report.container;

import org.jspecify.annotations.NullMarked;
