package dev.fathom.lab.linker;

import java.util.List;

/// A static library: object files bundled by `ar`. The link editor takes from it only the members
/// that define what is missing when it comes by.
public record Archive(String name, List<ObjectFile> members) implements LinkerInput {
  public Archive {
    members = List.copyOf(members);
  }
}
