/// All paths to objects, alike ones told as one.
///
/// [Ways] follows them in groups ([WayGroup]) of what is held alike: [WayBackwards] from the
/// objects to where the program has a name ([WayRoots]), [WayForwards] again to what each leads to,
/// and [WayTeller] once more to spell it. [ShortestWays] counts the shortest alone.
@NullMarked
package dev.fathom.analysis.paths;

import org.jspecify.annotations.NullMarked;
