package dev.fathom.lab.scenario;

/// A word of a scenario and where it stands.
///
/// @param line from 1
/// @param column from 1
record Token(String text, int line, int column) {}
