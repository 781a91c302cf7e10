/// What is a process's memory used for, as far as a part of it shows?
@NullMarked
package dev.fathom.ask.sample;

import org.jspecify.annotations.NullMarked;
