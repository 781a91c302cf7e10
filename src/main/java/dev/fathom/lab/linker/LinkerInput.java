package dev.fathom.lab.linker;

/// What can stand on the link editor's command line.
public sealed interface LinkerInput permits ObjectFile, Archive, LinkedImage {
  String name();
}
