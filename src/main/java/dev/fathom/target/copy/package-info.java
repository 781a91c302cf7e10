/// A copy of a process's memory, so that the process is held no longer than copying takes.
@NullMarked
package dev.fathom.target.copy;

import org.jspecify.annotations.NullMarked;
