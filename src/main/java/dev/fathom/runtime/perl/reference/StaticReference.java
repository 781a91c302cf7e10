package dev.fathom.runtime.perl.reference;

/// A static variable of C code that holds the address of a value.
///
/// @param value the value
/// @param module the program or library whose variable it is
public record StaticReference(long value, String module) {}
