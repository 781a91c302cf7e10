/// mallocng, the malloc of musl since 1.2.1 (Alpine Linux), found and walked without symbols.
///
/// Its descriptors (`struct meta`) live apart from the memory that they describe, in pages that
/// each begin with a secret. The context that has the secret and the list of these pages betrays
/// itself by that ([Context]). Each [Group] has up to 32 slots of one size and two masks that say
/// which of them are free; a slot may hold a smaller group. There are no caches and no arenas, so
/// the masks are the whole truth, and a slot's header even tells how many bytes the program asked
/// for ([GroupWalk]).
///
/// Layouts are from `src/malloc/mallocng/meta.h` of musl 1.2.3. What musl had before (oldmalloc) is
/// not known here.
@NullMarked
package dev.fathom.malloc.musl;

import org.jspecify.annotations.NullMarked;
