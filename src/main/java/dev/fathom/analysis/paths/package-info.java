/// All paths to objects, alike ones told as one.
///
/// [PathSearch] follows them in groups ([PathGroup]) of what is held alike: [BackwardSearch] from
/// the objects to where the program has a name ([PathRoots]), [ForwardSearch] again to what each
/// leads to, and [PathExample] once more to spell it. [ShortestPaths] counts the shortest alone.
@NullMarked
package dev.fathom.analysis.paths;

import org.jspecify.annotations.NullMarked;
