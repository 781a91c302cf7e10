/// Views of the accounts: as text for people ([TextReport]) and as JSON for programs
/// ([JsonReport]).
///
/// [PageData] gathers all of it for the page in a browser, which [HtmlPage] puts together; the
/// page's own sources are in `web/`.
///
/// Everything that a target chose (names of types, modules, files, its command line) passes through
/// [Escape] before it is printed.
@NullMarked
package dev.fathom.report;

import org.jspecify.annotations.NullMarked;
