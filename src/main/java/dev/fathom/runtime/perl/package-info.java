/// perl: recognise it, and list its values (SVs).
///
/// perl keeps the heads of all values in *arenas* of 170, and their bodies in arenas by type, each
/// with a list of what is free; so nothing has to be guessed: [PerlArenas] reads the lists first,
/// and the heads that are in use must be as many as perl itself counts (`PL_sv_count`). What values
/// have besides lies in chunks of malloc: string buffers, arrays, tables, compiled code. [PerlWalk]
/// sees the chunks as they stream by, tells values, and keeps what it takes to follow references
/// later: never the contents of strings. [PerlReferences] follows them, with names as Perl writes
/// them. A value as such is known in `value`, the lists in `arena`, what leads where in
/// `reference`.
///
/// Four things that are no SVs are told as objects, because several values may share one, and so
/// only the graph can say who keeps it: a shared hash key (`HEK`), a string buffer with several
/// owners (`COW`), the compiled code of subs (`OPS`), and the interpreter itself.
@NullMarked
package dev.fathom.runtime.perl;

import org.jspecify.annotations.NullMarked;
