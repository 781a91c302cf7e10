/// How answers are shown: a table is declared once ([TableSpec], [Column]), and text, JSON, CSV,
/// Markdown and the documentation follow from that. It knows nothing of what is shown.
@NullMarked
package dev.fathom.view;

import org.jspecify.annotations.NullMarked;
