package dev.fathom.survey.look;

/// One of several processes of a name, for people to tell them apart.
///
/// @param process its id
/// @param resident bytes in memory
/// @param command line, of the target's choosing
public record NamedProcess(int process, long resident, String command) {}
