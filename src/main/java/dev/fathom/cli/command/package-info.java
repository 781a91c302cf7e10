/// The commands that ask once: each parses, calls, prints, and has no logic of its own. [Commands]
/// lists them all, with those of the other packages.
@NullMarked
package dev.fathom.cli.command;

import org.jspecify.annotations.NullMarked;
