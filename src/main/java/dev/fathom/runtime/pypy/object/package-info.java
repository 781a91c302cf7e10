/// What begins where: objects by the first word that each of them has, and what a program calls
/// them.
@NullMarked
package dev.fathom.runtime.pypy.object;

import org.jspecify.annotations.NullMarked;
