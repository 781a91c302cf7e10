/// Where the program starts ([Main]): the command line is parsed, one command runs, and what went
/// wrong is said in a line.
///
/// The commands are in the packages below, and `shell` and `option` hold what they have in common.
/// They parse, call and print; here alone the parts are put together.
@NullMarked
package dev.fathom.cli;

import org.jspecify.annotations.NullMarked;
