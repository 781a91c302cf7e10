/// Reads ELF images: executables, shared libraries, object files and cores.
///
/// # What this package knows
///
/// The 64-bit little-endian form of the System V gABI ("ELF-64 Object File Format", chapters 4 and
/// 5) with the GNU additions that every Linux toolchain writes: build ids, the GNU hash table,
/// read-only-after-relocation ranges. [dev.fathom.elf.ElfImage] is the door. It opens
///
/// * a file, mapped or read piece by piece: everything is there;
/// * bytes in hand, with the same answers;
/// * an image that a process has loaded, when its file is gone: what the loader itself needs is
///   there (program headers, dynamic section, dynamic symbols, notes), and nothing else is.
///
/// What linkers and loaders want to know of all symbols, versions and relocations is read whole, as
/// columns: [dev.fathom.elf.LinkingTables].
///
/// Everything else is only recognised: [dev.fathom.elf.ElfIdentity] names the class, byte order and
/// machine of any ELF file, so that a 32-bit or a big-endian process can be turned away by name.
///
/// # What it does not know
///
/// Processes, mappings and debug information. Symbol values, segment addresses and ranges are
/// virtual addresses as the file states them; what the loader added to them is
/// [dev.fathom.elf.ElfImage#loadBias], and adding it is the caller's business.
///
/// # Whom it trusts
///
/// Nobody. An image may be cut short, torn or made to harm its reader. Each offset, size and count
/// is checked against the image before it is used, tables that are walked have an upper limit, and
/// what makes no sense is an [dev.fathom.elf.ElfFormatException] that says where. Nothing is read
/// before it is asked for, except the ELF header and the program headers. Text from an image (names
/// of symbols, sections, libraries) is handed on as it stands: escape it where it is printed.
///
/// Images are for one thread at a time.
@NullMarked
package dev.fathom.elf;

import org.jspecify.annotations.NullMarked;
