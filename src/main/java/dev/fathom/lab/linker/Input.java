package dev.fathom.lab.linker;

/// What can stand on the link editor's command line.
public sealed interface Input permits ObjectFile, Archive, Image {
  String name();
}
