/// What the objects lead to, and how a program gets to them: from what was kept, once the target
/// runs again.
@NullMarked
package dev.fathom.runtime.pypy.reference;

import org.jspecify.annotations.NullMarked;
