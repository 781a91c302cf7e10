/// What is estimated from a sample of a process's memory.
@NullMarked
package dev.fathom.model.sample;

import org.jspecify.annotations.NullMarked;
