/// The words of PyPy: how its accounts are called, how paths and types are spelled.
@NullMarked
package dev.fathom.runtime.pypy.words;

import org.jspecify.annotations.NullMarked;
