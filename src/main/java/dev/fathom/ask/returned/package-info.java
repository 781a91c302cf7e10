/// What would go back to the kernel if something went?
@NullMarked
package dev.fathom.ask.returned;

import org.jspecify.annotations.NullMarked;
