package dev.fathom.model.watch;

/// A moment that the user has named: so much load, so many workers.
///
/// @param name the user's
/// @param sample what the process used then
public record LoadStep(String name, Sample sample) {}
