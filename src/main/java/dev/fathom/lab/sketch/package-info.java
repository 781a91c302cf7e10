/// Drawings of the model machine beside its page tables: bytes by address, what stands between
/// processor and RAM, how processes part, what `free` says, what tables cost; lists of pools,
/// blocks and names. Each is lines of text, made of what a machine, an allocator or an interpreter
/// says.
@NullMarked
package dev.fathom.lab.sketch;

import org.jspecify.annotations.NullMarked;
