/// Commands whose answers other programs read.
@NullMarked
package dev.fathom.cli.exchange;

import org.jspecify.annotations.NullMarked;
