/// Stories that run on the model machine: a readable format, its parser, and who plays and draws
/// them.
///
/// A scenario is lines: a command and what is expected of it. The [Parser] turns text into
/// [Command]s and says line and column of what it does not understand; the [Player] runs them on a
/// machine of [dev.fathom.lab.machine] and compares; [Drawing] draws page tables as the talks do.
@NullMarked
package dev.fathom.lab.scenario;

import org.jspecify.annotations.NullMarked;
