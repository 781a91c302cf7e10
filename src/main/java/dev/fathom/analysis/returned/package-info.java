/// What would go back to the kernel if some objects went: what goes with them, what of that is
/// freed, and what the allocators' release rules make of it. Foretold on the model; the target is
/// not asked.
@NullMarked
package dev.fathom.analysis.returned;

import org.jspecify.annotations.NullMarked;
