/// Files and memories that somebody changed, tried by the thousand: which sorts there are, how one
/// comes to be, and what must not come of any.
@NullMarked
package dev.fathom.mutants;

import org.jspecify.annotations.NullMarked;
