package dev.fathom.model.memory;

import java.util.OptionalLong;

/// What the kernel keeps for a process in no page of its mappings, and so in no Rss; and what of
/// its mappings has to stay.
///
/// @param threadStacks the stacks that its threads have in the kernel
/// @param nameless pages of files without a name that it has open (memfd, deleted files of tmpfs),
///   in memory or in the swap area, but for those that its Rss has
/// @param namelessFiles how many such files it has open
/// @param sockets what the buffers of its sockets take; empty where the kernel does not say
/// @param socketCount how many sockets it has
/// @param locked addresses that have to stay in memory (`mlock`), in Rss as far as they are there
/// @param pinned pages that devices may write to at any time, in Rss as well
public record KernelMemory(
    long threadStacks,
    long nameless,
    int namelessFiles,
    OptionalLong sockets,
    int socketCount,
    long locked,
    long pinned) {
  /// `THREAD_SIZE` of Linux on x86-64 and arm64.
  public static final long STACK_BYTES = 16 << 10;
}
