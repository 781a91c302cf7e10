/// Words of the target that outlast the hold ([KeptObjects], [KeptReferences]), and what is read
/// from them: strings, dicts, tables.
@NullMarked
package dev.fathom.runtime.cpython.kept;

import org.jspecify.annotations.NullMarked;
