/// Pictures of what is in memory as SVG, without scripts: what the page draws, for documents.
@NullMarked
package dev.fathom.export.picture;

import org.jspecify.annotations.NullMarked;
