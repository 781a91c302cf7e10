package dev.fathom.mutants;

/// What came of a mutant.
///
/// @param said by Fathom, without numbers and names: mutants to which it says something new are
///   changed further
/// @param refused there is no answer
/// @param problem what must not be; empty where all is well
public record MutantOutcome(String said, boolean refused, String problem) {}
