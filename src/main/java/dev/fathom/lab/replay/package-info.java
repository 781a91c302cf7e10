/// Allocation traces, and what each allocator of the model makes of them.
///
/// A [Trace] is what a program asked of its allocator, in a readable text or made up here
/// ([TraceKind]); a [Replay] runs it through one allocator after the other, each in a process of
/// its own, and keeps what the memory then looked like. How that is printed is not known here.
@NullMarked
package dev.fathom.lab.replay;

import org.jspecify.annotations.NullMarked;
