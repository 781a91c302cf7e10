/// The collector's table of types: how large the objects are, where in them references stand, and
/// what the sources call them.
@NullMarked
package dev.fathom.runtime.pypy.type;

import org.jspecify.annotations.NullMarked;
