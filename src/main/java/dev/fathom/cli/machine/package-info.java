/// The commands about a machine: its processes, its containers, and what may be looked at.
@NullMarked
package dev.fathom.cli.machine;

import org.jspecify.annotations.NullMarked;
