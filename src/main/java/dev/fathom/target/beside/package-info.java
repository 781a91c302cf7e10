/// What a process costs beside the pages of its mappings: descriptors and mappings put together, so
/// that no page is told twice.
@NullMarked
package dev.fathom.target.beside;

import org.jspecify.annotations.NullMarked;
