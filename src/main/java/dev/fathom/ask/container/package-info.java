/// What is a container charged for? A balance that adds up to `memory.current`.
@NullMarked
package dev.fathom.ask.container;

import org.jspecify.annotations.NullMarked;
