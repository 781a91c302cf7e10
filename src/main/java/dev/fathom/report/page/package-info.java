/// The page in a browser: one file, built by `web/`, with its data in it.
///
/// [PageData] gathers all that it shows, in rows of a bounded number; [HtmlPage] puts the file
/// together. "The page" is said here and in `web/` alone; everywhere else a page is memory.
@NullMarked
package dev.fathom.report.page;

import org.jspecify.annotations.NullMarked;
