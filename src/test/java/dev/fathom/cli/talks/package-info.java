/// What the talks show, and how to see it here: `docs/talks.md`, played.
@NullMarked
package dev.fathom.cli.talks;

import org.jspecify.annotations.NullMarked;
