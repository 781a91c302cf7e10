/// What grew between two looks?
@NullMarked
package dev.fathom.ask.diff;

import org.jspecify.annotations.NullMarked;
