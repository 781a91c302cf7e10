package dev.fathom.export;

/// What a user wants of an export.
///
/// @param values whether numbers and the text of strings that the program holds may be written;
///   names of variables, attributes, keys and types always are
public record ExportOptions(boolean values) {}
