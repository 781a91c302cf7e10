/// What a machine allows those who look at its processes.
@NullMarked
package dev.fathom.model.machine;

import org.jspecify.annotations.NullMarked;
