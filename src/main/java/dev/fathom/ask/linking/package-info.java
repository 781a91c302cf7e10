/// What is linked with what: a question about files, about a process, or about builds of a program.
@NullMarked
package dev.fathom.ask.linking;

import org.jspecify.annotations.NullMarked;
