package dev.fathom.model.linking;

import java.util.List;

/// What a linker is given, one after the other.
public sealed interface LinkInput {
  /// {@return the path by which it was given}
  String path();

  /// An object file, which is taken.
  record Single(LinkObject object) implements LinkInput {
    @Override
    public String path() {
      return object.name();
    }
  }

  /// An archive, of which those members are taken that have what is wanted by then.
  ///
  /// @param indexed whether it has an index, without which nothing is taken
  record Archived(String path, List<LinkObject> members, boolean indexed) implements LinkInput {
    public Archived {
      members = List.copyOf(members);
    }
  }

  /// A library that is loaded with the program.
  record Shared(LinkedFile library) implements LinkInput {
    @Override
    public String path() {
      return library.path();
    }
  }
}
