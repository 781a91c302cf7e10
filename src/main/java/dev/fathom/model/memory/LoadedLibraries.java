package dev.fathom.model.memory;

import java.util.List;

/// What a process has linked, as its loader's list tells it: part of what a look finds.
///
/// @param links in load order, those of one namespace together
public record LoadedLibraries(List<Link> links) {
  /// That of a target of which it is not known.
  public static final LoadedLibraries NONE = new LoadedLibraries(List.of());

  /// A file that is loaded.
  ///
  /// @param path as the process sees it
  /// @param soname what others know it by; empty where it does not say
  /// @param buildId of its link; empty where it has none
  /// @param namespace 0 for the program's own
  /// @param start where it is mapped first
  /// @param bias what was added to the addresses in the file
  /// @param needed the names of what it needs, in their order
  public record Link(
      String path,
      String soname,
      String buildId,
      int namespace,
      long start,
      long bias,
      List<String> needed) {
    public Link {
      needed = List.copyOf(needed);
    }
  }

  public LoadedLibraries {
    links = List.copyOf(links);
  }
}
