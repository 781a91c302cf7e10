/// What would make a process smaller: each piece of advice is a prediction from the process's own
/// pages, says how it is carried out, and can be held to what came of it.
@NullMarked
package dev.fathom.ask.advise;

import org.jspecify.annotations.NullMarked;
