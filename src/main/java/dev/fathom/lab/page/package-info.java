/// Scenarios as a page for the browser: one file that asks for nothing else.
///
/// The script and the style are resources beside this package's classes; the page's policy allows
/// these two, by their hashes, and no request at all. What it plays is the document of `fathom lab
/// --json`. It knows nothing of the machine.
@NullMarked
package dev.fathom.lab.page;

import org.jspecify.annotations.NullMarked;
