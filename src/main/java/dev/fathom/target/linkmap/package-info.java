/// The list of the loader in a target's memory: which files it has loaded, where, in which order
/// and which namespace.
@NullMarked
package dev.fathom.target.linkmap;

import org.jspecify.annotations.NullMarked;
