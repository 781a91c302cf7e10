/// What MicroPython's objects lead to, from the words that were kept, and from where they are
/// reached.
@NullMarked
package dev.fathom.runtime.micropython.reference;

import org.jspecify.annotations.NullMarked;
