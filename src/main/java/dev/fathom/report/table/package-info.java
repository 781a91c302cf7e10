/// The tables that answers have, each declared once.
@NullMarked
package dev.fathom.report.table;

import org.jspecify.annotations.NullMarked;
