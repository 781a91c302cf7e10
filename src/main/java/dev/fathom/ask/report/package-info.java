/// Where did the memory go?
@NullMarked
package dev.fathom.ask.report;

import org.jspecify.annotations.NullMarked;
