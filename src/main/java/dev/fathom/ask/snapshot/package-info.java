/// All that is found in a process, for a file.
@NullMarked
package dev.fathom.ask.snapshot;

import org.jspecify.annotations.NullMarked;
