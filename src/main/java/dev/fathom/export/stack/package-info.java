/// Where the resident bytes are, as stacks: who keeps an object, from the outermost owner down, and
/// for memory that no object has the account it is booked under. Formats that draw stacks are
/// written from it.
@NullMarked
package dev.fathom.export.stack;

import org.jspecify.annotations.NullMarked;
