/// The interpreter in a target: where it is loaded, which one it is and what its static types are
/// called ([Interpreter]), and how many of them there are ([Interpreters]).
@NullMarked
package dev.fathom.runtime.cpython.interpreter;

import org.jspecify.annotations.NullMarked;
