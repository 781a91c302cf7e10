/// Processes beside each other: those of a machine ([TopReport]), a family and what broke its
/// sharing ([WorkersReport]), who shares the pages of one ([PagesReport]), and what stays shared
/// after a fork ([ForkSharingReport]).
@NullMarked
package dev.fathom.report.processes;

import org.jspecify.annotations.NullMarked;
