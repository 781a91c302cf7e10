/// A runtime made up for a test, `toy.c`: what it takes to bring one in is what stands here, and a
/// line in the list of parties.
@NullMarked
package dev.fathom.runtime.toy;

import org.jspecify.annotations.NullMarked;
