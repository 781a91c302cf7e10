/// The memory of a process, for a file.
@NullMarked
package dev.fathom.ask.capture;

import org.jspecify.annotations.NullMarked;
