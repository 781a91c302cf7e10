/// The collector's areas: where they are, and which of their blocks are heads, tails and free.
@NullMarked
package dev.fathom.runtime.micropython.heap;

import org.jspecify.annotations.NullMarked;
