/// What does nothing reach?
@NullMarked
package dev.fathom.ask.leaks;

import org.jspecify.annotations.NullMarked;
