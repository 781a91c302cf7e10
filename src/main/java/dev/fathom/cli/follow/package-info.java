/// The commands that stay with a target: they go on asking until it ends, or somebody ends them.
@NullMarked
package dev.fathom.cli.follow;

import org.jspecify.annotations.NullMarked;
