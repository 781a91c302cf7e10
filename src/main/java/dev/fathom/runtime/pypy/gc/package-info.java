/// The collector's own structures: where its memory is, and which of it is handed out. Knows
/// nothing of what the objects are.
@NullMarked
package dev.fathom.runtime.pypy.gc;

import org.jspecify.annotations.NullMarked;
