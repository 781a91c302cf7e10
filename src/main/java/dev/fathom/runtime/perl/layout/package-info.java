/// How perl lays out its structs, by version: data, read from resources.
///
/// Names are those of the C source, without the `I` before the variables of an interpreter. The
/// resources are made from perl's header files by `tools/perl-layouts`, which says from which.
/// Offsets of a version are a guess where an interpreter was configured otherwise: whoever uses
/// them checks them against the process. Nothing in this package looks at a process.
@NullMarked
package dev.fathom.runtime.perl.layout;

import org.jspecify.annotations.NullMarked;
