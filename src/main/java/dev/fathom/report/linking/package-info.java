/// What is linked with what, as text and as JSON.
@NullMarked
package dev.fathom.report.linking;

import org.jspecify.annotations.NullMarked;
