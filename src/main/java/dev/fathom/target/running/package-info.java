/// Reading a process that runs on, without having it looked at before.
@NullMarked
package dev.fathom.target.running;

import org.jspecify.annotations.NullMarked;
