/// Small objects that could be one large one.
@NullMarked
package dev.fathom.analysis.packing;

import org.jspecify.annotations.NullMarked;
