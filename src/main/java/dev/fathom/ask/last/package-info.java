/// One look, many questions: a look at a process that was made on a terminal is kept for some
/// minutes, and asked again where the user says so.
@NullMarked
package dev.fathom.ask.last;

import org.jspecify.annotations.NullMarked;
