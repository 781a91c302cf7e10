package dev.fathom.ask.experiment;

import java.util.List;

/// How an experiment is run.
///
/// @param interpreters in which: paths, or names to be looked up in `PATH`
/// @param items how many things its program makes, or how often it does something
/// @param parts which of its parts; each of the story's
public record Setting(List<String> interpreters, long items, List<String> parts) {}
