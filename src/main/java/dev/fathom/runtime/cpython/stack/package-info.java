/// Where the threads of a Python program are: the frames of their calls ([PythonStacks]), what code
/// they run ([CodeReader]), and at which of its lines ([LineTable]).
@NullMarked
package dev.fathom.runtime.cpython.stack;

import org.jspecify.annotations.NullMarked;
