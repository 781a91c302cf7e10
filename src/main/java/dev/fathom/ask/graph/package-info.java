/// What surrounds an object, and with which arrows?
@NullMarked
package dev.fathom.ask.graph;

import org.jspecify.annotations.NullMarked;
