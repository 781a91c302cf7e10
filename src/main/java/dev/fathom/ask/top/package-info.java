/// Which processes use the memory of this machine?
@NullMarked
package dev.fathom.ask.top;

import org.jspecify.annotations.NullMarked;
