/// What of the allocators' memory is free, and what keeps it?
@NullMarked
package dev.fathom.ask.fragmentation;

import org.jspecify.annotations.NullMarked;
