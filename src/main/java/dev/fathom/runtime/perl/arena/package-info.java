/// The binary and the variables of an interpreter ([PerlBinary], [PerlInterpreter]), the arenas
/// that they lead to ([PerlArenas]), and what all the values in them say: of the chunks of malloc
/// ([Values]), of types ([SvTypes]), of names ([PerlNames]).
@NullMarked
package dev.fathom.runtime.perl.arena;

import org.jspecify.annotations.NullMarked;
