/// Tables of what allocators have.
@NullMarked
package dev.fathom.report.table.heap;

import org.jspecify.annotations.NullMarked;
