/// One value as perl lays it out: the bits of its head ([Sv]), what it is ([SvKind]), and where in
/// its body the members stand that are needed of each ([Bodies], [PerlOffsets]).
@NullMarked
package dev.fathom.runtime.perl.value;

import org.jspecify.annotations.NullMarked;
