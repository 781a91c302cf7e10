/// What a target uses over time: as a screen ([WatchReport]), as lines of JSON or of
/// comma-separated values while it is watched, and as JSON for a server that goes on watching.
@NullMarked
package dev.fathom.report.watch;

import org.jspecify.annotations.NullMarked;
