/// What does a forked child still share?
@NullMarked
package dev.fathom.ask.experiment;

import org.jspecify.annotations.NullMarked;
