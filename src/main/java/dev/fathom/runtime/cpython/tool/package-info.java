/// What the interpreter's own functions would say of one object, reckoned from its memory:
/// `sys.getsizeof` and `gc.is_tracked`. Nothing is called in the target.
@NullMarked
package dev.fathom.runtime.cpython.tool;

import org.jspecify.annotations.NullMarked;
