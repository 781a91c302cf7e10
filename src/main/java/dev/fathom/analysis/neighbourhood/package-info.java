/// What surrounds one object: what refers to it, and what it refers to.
@NullMarked
package dev.fathom.analysis.neighbourhood;

import org.jspecify.annotations.NullMarked;
