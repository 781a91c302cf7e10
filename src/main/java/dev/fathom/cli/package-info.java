/// The commands: parse, call, print. No logic of their own; the one place where the parts are put
/// together ([Parts]).
@NullMarked
package dev.fathom.cli;

import org.jspecify.annotations.NullMarked;
