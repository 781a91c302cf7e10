/// One look at a target: hold it, let allocators and runtimes walk its memory, let it go, and leave
/// [dev.fathom.model.Findings] behind.
@NullMarked
package dev.fathom.survey;

import org.jspecify.annotations.NullMarked;
