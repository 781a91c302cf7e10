/// PyPy (the incremental minimark collector, 64 bits): its arenas, its nursery, the objects that it
/// has malloc'ed or built into its library, and what they are to a Python program.
///
/// Nothing of it has a symbol in the programs that distributions ship. The collector is found by
/// the arithmetic of its own fields, the types by the table that it sweeps with; both are laid out
/// in the order of their names, which the translator puts there.
@NullMarked
package dev.fathom.runtime.pypy;

import org.jspecify.annotations.NullMarked;
