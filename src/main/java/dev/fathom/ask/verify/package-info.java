/// Do the figures of a look agree with what others say of the same process, and with each other?
@NullMarked
package dev.fathom.ask.verify;

import org.jspecify.annotations.NullMarked;
