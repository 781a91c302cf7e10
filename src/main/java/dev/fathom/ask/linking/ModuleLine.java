package dev.fathom.ask.linking;

import dev.fathom.ask.linking.LibraryLine.LibraryMemory;
import dev.fathom.model.linking.IncludedModule;
import java.util.Optional;

/// A module of a language that a process includes.
///
/// @param name as a program imports it; of a file the last part of that
/// @param kind how it is included
/// @param path the file that it is in
/// @param size of the file as it is mapped, or of the compiled program of a frozen one; empty where
///   nobody says
/// @param memory what its file takes; empty for what is in the interpreter
public record ModuleLine(
    String name,
    IncludedModule.Kind kind,
    String path,
    Optional<Long> size,
    Optional<LibraryMemory> memory) {}
