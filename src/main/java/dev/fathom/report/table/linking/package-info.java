/// Tables of what is linked with what.
@NullMarked
package dev.fathom.report.table.linking;

import org.jspecify.annotations.NullMarked;
