package dev.fathom.model;

/// How much memory a process may use together with its neighbours, and how much of it is left.
///
/// @param source `machine`, `cgroup v1 PATH` or `cgroup v2 PATH`
/// @param limit in bytes
/// @param available bytes that can still be had: unused, or held by file pages that the kernel
///   would give up
public record MemoryLimit(String source, long limit, long available) {}
