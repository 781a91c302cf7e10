/// How loaders find libraries: where they look, what their cache says, and in which way they
/// differ.
@NullMarked
package dev.fathom.elf.loading;

import org.jspecify.annotations.NullMarked;
