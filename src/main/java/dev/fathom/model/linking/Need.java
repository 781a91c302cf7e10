package dev.fathom.model.linking;

import java.util.List;

/// That a file needs another one, and what came of looking for it.
///
/// @param from the number of the file that needs it
/// @param name by which it is needed
/// @param to the number of the file that was found; -1 where there is none
/// @param place where it was found
/// @param tried what was found under that name and is nothing the loader takes, each with the
///   reason
/// @param similar where there is none: what is there under another number, as `libfoo.so.2` for
///   `libfoo.so.1`
public record Need(
    int from, String name, int to, Place place, List<String> tried, List<String> similar) {
  /// Where something was found.
  public enum Place {
    LOADED("loaded", "there already"),
    RUNPATH("runpath", "its RUNPATH"),
    RPATH("rpath", "an RPATH"),
    ENVIRONMENT("environment", "LD_LIBRARY_PATH"),
    CACHE("cache", "ld.so.cache"),
    DEFAULT("default", "the usual directories"),
    PATH("path", "a path of its own"),
    MAPPED("mapped", "in the process"),
    NOWHERE("nowhere", "nowhere");

    private final String id;
    private final String label;

    Place(String id, String label) {
      this.id = id;
      this.label = label;
    }

    /// {@return its name for programs}
    public String id() {
      return id;
    }

    public String label() {
      return label;
    }
  }

  public Need {
    tried = List.copyOf(tried);
    similar = List.copyOf(similar);
  }

  public boolean isMet() {
    return to >= 0;
  }
}
