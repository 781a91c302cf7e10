/// Processes beside each other: those of a machine ([TopReport]), a family and what broke its
/// sharing ([WorkersReport]), who shares the pages of one ([PagesReport]); and what the kernel
/// counts of one ([NumbersReport]).
@NullMarked
package dev.fathom.report.processes;

import org.jspecify.annotations.NullMarked;
