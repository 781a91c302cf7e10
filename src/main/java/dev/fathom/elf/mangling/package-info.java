/// Names as C++ compilers write them into programs, read back: `_ZN4shop5Order4saveEv` is
/// `shop::Order::save()` (Itanium C++ ABI, 5.1 "External Names (a.k.a. Mangling)").
///
/// [dev.fathom.elf.mangling.MangledName] is the door. A name is text of the target's choosing: how
/// deep it is nested, how many parts it has and how long its spelling gets are bounded. What is no
/// name is told as none. Spelled as `c++filt` of the binutils does, but for `>>`.
@NullMarked
package dev.fathom.elf.mangling;

import org.jspecify.annotations.NullMarked;
