package dev.fathom.report.watch;

import java.util.List;

/// What was watched, and how it ended.
///
/// @param process its id
/// @param name of it, or the command
/// @param intervalMillis between two samples
/// @param sharesRefused whether the kernel did not tell PSS and USS
/// @param end `ended`, `exit status 3`, `watch stopped`
/// @param snapshots that were taken, each in a line
public record WatchedProcess(
    int process,
    String name,
    long intervalMillis,
    boolean sharesRefused,
    String end,
    List<String> snapshots) {}
