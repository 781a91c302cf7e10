package dev.fathom.model.container;

/// A process of a control group.
///
/// @param process its id
/// @param name as the kernel calls it; of its own choosing, and not escaped
/// @param anonymous bytes of anonymous memory, each page divided by how many map it
/// @param pageTables bytes of its page tables
/// @param threadStacks bytes of the kernel's stacks of its threads
public record GroupProcess(
    int process, String name, long anonymous, long pageTables, long threadStacks) {}
