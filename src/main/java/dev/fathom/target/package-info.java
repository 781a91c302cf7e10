/// What is looked at: a process as mappings, page states, threads and memory.
///
/// [Target] is the narrow door through which everything above reads. [Memory] is the only way to
/// the bytes, and it never disturbs a live process: pages that are not present are not touched, but
/// answered from the file behind them, or as zeros, or as missing. [Window] streams ranges for the
/// walkers, [Words] reads scattered words, [PageRuns] says what is resident, [AddressSpace] what
/// each part of it is for.
///
/// This package knows the ELF files behind the mappings, but no allocator and no interpreter.
@NullMarked
package dev.fathom.target;

import org.jspecify.annotations.NullMarked;
