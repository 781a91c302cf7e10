/// Who holds the memory, and what does one of them keep?
@NullMarked
package dev.fathom.ask.owners;

import org.jspecify.annotations.NullMarked;
