/// `fathom link`, judged by what compilers, linkers, loaders and the kernel say.
@NullMarked
package dev.fathom.cli.linking;

import org.jspecify.annotations.NullMarked;
