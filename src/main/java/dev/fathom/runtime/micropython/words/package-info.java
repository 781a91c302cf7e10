/// The words of MicroPython: how its accounts are called, how paths and types are spelled.
@NullMarked
package dev.fathom.runtime.micropython.words;

import org.jspecify.annotations.NullMarked;
