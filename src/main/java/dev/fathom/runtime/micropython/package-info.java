/// MicroPython (unix port, 64 bits): the garbage collector's area, its table of 2-bit states, and
/// what the blocks hold.
///
/// Nothing of it has a symbol in the programs that distributions ship. The area is found by its own
/// arithmetic, the types because the type of all types is its own type.
@NullMarked
package dev.fathom.runtime.micropython;

import org.jspecify.annotations.NullMarked;
