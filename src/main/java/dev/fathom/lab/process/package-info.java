/// A process on the model machine that is laid out like a real one: pages of 4 KiB, a program break
/// with a heap above the program, mappings that grow downwards from the top, libraries with their
/// variables.
///
/// [ModelProcess] is what a program sees: words, and the system calls that give it memory.
/// [ModelLibrary] is an ELF file small enough to be written here, so that what looks for a library
/// and its symbols in memory finds them. [ModelTarget] shows the process to the analysers as they
/// are shown a live one. Who fills the memory, and with what, is not known here.
@NullMarked
package dev.fathom.lab.process;

import org.jspecify.annotations.NullMarked;
