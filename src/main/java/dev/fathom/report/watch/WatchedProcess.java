package dev.fathom.report.watch;

import dev.fathom.model.watch.MemoryWait;
import java.util.List;

/// What was watched, and how it ended.
///
/// @param process its id
/// @param name of it, or the command
/// @param intervalMillis between two samples
/// @param sharesRefused whether the kernel did not tell PSS and USS
/// @param end `ended`, `exit status 3`, `watch stopped`
/// @param snapshots that were taken, each in a line
/// @param waited how long was waited for memory meanwhile
public record WatchedProcess(
    int process,
    String name,
    long intervalMillis,
    boolean sharesRefused,
    String end,
    List<String> snapshots,
    MemoryWait waited) {}
