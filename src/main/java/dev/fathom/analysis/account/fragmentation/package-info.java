/// What of the allocators' memory is free, and why it stays.
///
/// [Fragmentation] counts it, by arena and by pool; [Trim] foretells what a release call would give
/// back; [Pins] names the live pieces that keep the rest. Nothing here knows the books, which ask
/// [FreeRuns] how much of what is free is trapped.
@NullMarked
package dev.fathom.analysis.account.fragmentation;

import org.jspecify.annotations.NullMarked;
