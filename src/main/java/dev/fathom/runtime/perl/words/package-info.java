/// The words of Perl: how its accounts are called, how paths and types are spelled.
@NullMarked
package dev.fathom.runtime.perl.words;

import org.jspecify.annotations.NullMarked;
