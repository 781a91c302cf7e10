/// What values refer to, who owns which chunk, and from where they are reached ([PerlReferences],
/// [OwnedChunks], [Roots]): from what was kept ([PerlImage]), after the target runs again.
@NullMarked
package dev.fathom.runtime.perl.reference;

import org.jspecify.annotations.NullMarked;
