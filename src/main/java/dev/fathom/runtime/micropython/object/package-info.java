/// What the words and blocks of MicroPython mean: tags, interned strings, types, structures.
@NullMarked
package dev.fathom.runtime.micropython.object;

import org.jspecify.annotations.NullMarked;
