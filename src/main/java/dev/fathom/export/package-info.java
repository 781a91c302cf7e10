/// What is known of a target, in the formats of other programs: a package each. A format reads the
/// analysis, which it leaves as it is, and writes to a stream as it goes.
@NullMarked
package dev.fathom.export;

import org.jspecify.annotations.NullMarked;
