/// A process over time: how much memory it uses, sample by sample.
///
/// [Curve] remembers samples in constant space; [SnapshotPlan] and [WaterMarks] say when a snapshot
/// is due. Nothing here asks a process, or knows what a snapshot is.
@NullMarked
package dev.fathom.model.watch;

import org.jspecify.annotations.NullMarked;
