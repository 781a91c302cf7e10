/// What does one more worker cost, and who owns what broke the sharing?
@NullMarked
package dev.fathom.ask.workers;

import org.jspecify.annotations.NullMarked;
