/// Archives of object files (`ar`): their members, and the index that a linker reads.
@NullMarked
package dev.fathom.elf.archive;

import org.jspecify.annotations.NullMarked;
