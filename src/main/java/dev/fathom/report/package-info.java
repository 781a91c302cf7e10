/// Views of the accounts: as text for people ([TextReport]) and as JSON for programs
/// ([JsonReport]).
///
/// What several answers have stands here, with the report itself; the views of other questions are
/// in packages of their own, and `page` above all of them gathers them for a browser.
///
/// Everything that a target chose (names of types, modules, files, its command line) passes through
/// [Escape] before it is printed.
@NullMarked
package dev.fathom.report;

import org.jspecify.annotations.NullMarked;
