/// The tables of what many hosts have in common.
@NullMarked
package dev.fathom.report.table.fleet;

import org.jspecify.annotations.NullMarked;
