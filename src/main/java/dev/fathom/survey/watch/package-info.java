/// Asks a process how much memory it uses, again and again, and cheaply: the counters of `status`
/// each time, the sums of `smaps_rollup`, for which the kernel walks the page tables with the
/// address space locked, only as often as costs one hundredth of the time. And where it is when it
/// grows ([GrowthSampler]): for that the stacks of its runtimes are read, while it runs.
/// [FollowedProcesses] does it for many, and shares that hundredth out among them.
@NullMarked
package dev.fathom.survey.watch;

import org.jspecify.annotations.NullMarked;
