/// Which live pieces keep a heap from shrinking?
@NullMarked
package dev.fathom.ask.pins;

import org.jspecify.annotations.NullMarked;
