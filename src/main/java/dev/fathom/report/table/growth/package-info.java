/// Declares the tables of what grew between two looks.
@NullMarked
package dev.fathom.report.table.growth;

import org.jspecify.annotations.NullMarked;
