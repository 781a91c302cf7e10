/// How CPython lays out its structs, by version: data, read from resources.
///
/// [Layouts] finds the [Layout] of an X.Y. Objects are laid out the same in all X.Y.Z, so a layout
/// has one [StructLayout] for each struct of an object and of what hangs off it; where builds of
/// one X.Y were seen to differ, it has what they share. The states of the interpreter and of its
/// allocator do differ, between Z and even between two builds of one Z: these are [RuntimeLayout]s,
/// each of the builds it was seen in. For any other build they are guesses to validate against the
/// process.
///
/// Names are those of the C source. Fields of structs within a struct have dotted names
/// (`state.kind`), fields of an array's elements the offset in the first element
/// (`generations[].head`). A struct that begins with another has that one's fields too: a list has
/// an `ob_type`, whether or not C calls it `ob_base.ob_base.ob_type`.
///
/// The resources are made from the DWARF of interpreters by `tools/layouts`, which says from which.
/// All were x86-64 builds with the GIL: of free-threaded and of `--with-pydebug` builds nothing is
/// known here. Nothing in this package looks at a process.
@NullMarked
package dev.fathom.runtime.cpython.layout;

import org.jspecify.annotations.NullMarked;
