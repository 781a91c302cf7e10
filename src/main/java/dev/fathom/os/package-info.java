/// What the kernel says of other processes.
///
/// This package knows `/proc`: the address space of a process as `smaps` lists it, which of its
/// pages are present, how to read its memory without changing it, and how to hold its threads
/// still. It knows nothing of allocators, interpreters or reports.
///
/// Rules that every class here keeps:
///
/// * Memory is read through `/proc/PID/mem`, never by `process_vm_readv`: that call pins pages, and
///   the kernel then un-shares copy-on-write pages *in the target*.
/// * Whoever reads asks [PageScan] first: reading a page that is not present would map the zero
///   page, allocate shared memory, or swap in.
/// * Failures of the calls in [dev.fathom.host.Libc] turn into one-line
///   [dev.fathom.model.ProcessAccessException]s at the edge of the package.
@NullMarked
package dev.fathom.os;

import org.jspecify.annotations.NullMarked;
