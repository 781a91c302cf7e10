/// A process as a file: ELF cores of the kernel and of gdb, read; and captures, written too.
///
/// [CoreProcess] is a [dev.fathom.target.Target] like a live process, so that nothing above knows
/// the difference. [CoreSegments] says which bytes of the address space the file holds, and where.
/// [CoreNotes] decodes what the kernel wrote beside them: threads with their registers, the mapped
/// files, the auxiliary vector. [CoreMappings] makes mappings of both. [Binaries] finds the files
/// that were mapped, by their build ids, because a core leaves their code out.
///
/// What a core does not hold, it does not tell: which pages were resident, shared or swapped, what
/// the brk heap was called, whether a mapping was shared. So its pages are those that were dumped,
/// and [dev.fathom.target.Target#limits] says so.
///
/// A *capture* is a core that Fathom writes itself ([Capture]), with notes of what the kernel says
/// of each mapping and page ([CaptureNotes]): so nothing is lost, and the figures are those of the
/// live process. It is packed frame by frame ([PackedOutput], [PackedBytes]) in a form that zstd's
/// own program unpacks.
///
/// A core is hostile: every range in it is checked before it is believed. This package knows no
/// allocator and no interpreter.
@NullMarked
package dev.fathom.target.core;

import org.jspecify.annotations.NullMarked;
