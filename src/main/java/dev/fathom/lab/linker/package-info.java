/// How programs come together: object files, archives, a link editor, shared libraries and the
/// loader that binds their names while a program runs.
///
/// [LinkEditor] is `ld`: it takes [LinkerInput]s from left to right and makes an [LinkedImage], or
/// says why it cannot. [Loader] is `ld.so`: it maps images into tasks of the model machine and
/// binds names, at the start or at the first call. Images are files of the machine: their code is
/// shared through its page cache, and the slots that the loader writes are pages that each process
/// has for itself.
///
/// What is not modelled: the instructions (a call reads the first byte of the function and ends),
/// relocations other than of functions, weak and hidden names, and the bytes of symbol tables. A
/// library calls its own functions directly, as if linked with `-Bsymbolic`.
@NullMarked
package dev.fathom.lab.linker;

import org.jspecify.annotations.NullMarked;
