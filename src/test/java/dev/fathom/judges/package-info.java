/// Judges from outside: what the interpreters say themselves, and suites that others wrote.
@NullMarked
package dev.fathom.judges;

import org.jspecify.annotations.NullMarked;
