/// The words of Python: how its accounts are called, how paths and types are spelled.
@NullMarked
package dev.fathom.runtime.cpython.words;

import org.jspecify.annotations.NullMarked;
