/// What no root reaches, and the reference cycles in it.
@NullMarked
package dev.fathom.analysis.leaks;

import org.jspecify.annotations.NullMarked;
