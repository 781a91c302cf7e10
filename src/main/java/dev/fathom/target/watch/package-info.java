/// A process over time: how much memory it uses, sample by sample.
///
/// [Sampler] asks the kernel, cheaply: the counters of `status` each time, the sums of
/// `smaps_rollup`, for which the kernel walks the page tables with the address space locked, only
/// as often as costs one hundredth of the time. [Curve] remembers, in constant space;
/// [SnapshotPlan] says when a snapshot is due. Nothing here reads memory, or knows what a snapshot
/// is.
@NullMarked
package dev.fathom.target.watch;

import org.jspecify.annotations.NullMarked;
