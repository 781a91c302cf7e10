/// What is one object made of?
@NullMarked
package dev.fathom.ask.explain;

import org.jspecify.annotations.NullMarked;
