package dev.fathom.model.linking;

import java.util.List;
import java.util.Optional;

/// A program, a library or an object file, as far as linking is about it.
///
/// @param path where it is, as the loader names it
/// @param soname what others know it by; empty where it does not say
/// @param kind of file
/// @param machine that it is for, as `x86-64`
/// @param buildId of its link; empty where it has none
/// @param interpreter the loader that it asks for; empty for none
/// @param search where what it needs is looked for
/// @param needed the names of what it needs, in their order
/// @param habits what else it tells the loader
/// @param versions of symbols
/// @param symbols that others may see
/// @param relocations places that the loader fills in
/// @param layout what is loaded of it
public record LinkedFile(
    String path,
    String soname,
    Kind kind,
    String machine,
    String buildId,
    Optional<String> interpreter,
    Search search,
    List<String> needed,
    Habits habits,
    Versions versions,
    SymbolColumns symbols,
    RelocationColumns relocations,
    Layout layout) {
  /// What a file is.
  public enum Kind {
    PROGRAM("program"),
    STATIC_PROGRAM("static program"),
    LIBRARY("library"),
    OBJECT("object file");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// Where what a file needs is looked for.
  ///
  /// @param runpath directories, for what it needs itself; empty for none
  /// @param rpath directories, for what is needed by what it needs as well; empty for none
  /// @param avoidsDefaults whether the usual directories are left out
  public record Search(String runpath, String rpath, boolean avoidsDefaults) {}

  /// What else a file tells the loader.
  ///
  /// @param symbolic its own symbols come first
  /// @param textRelocations places in its code are filled in
  /// @param bindsNow calls are bound when it is loaded
  /// @param executableStack it wants a stack that can be executed
  public record Habits(
      boolean symbolic, boolean textRelocations, boolean bindsNow, boolean executableStack) {}

  /// The versions of symbols.
  ///
  /// @param defined that it has
  /// @param needed that it wants
  /// @param counted whether its symbols have versions at all
  public record Versions(List<String> defined, List<Needed> needed, boolean counted) {
    public Versions {
      defined = List.copyOf(defined);
      needed = List.copyOf(needed);
    }

    /// A version that is wanted.
    ///
    /// @param number that its symbols carry
    /// @param library that has it, as it was linked
    /// @param weak whether it does without
    public record Needed(int number, String name, String library, boolean weak) {}
  }

  /// What is loaded of a file.
  ///
  /// @param segments the parts
  /// @param dynamic first address of what it tells the loader; 0 where it tells nothing
  /// @param dynamicBytes how long that is
  /// @param callTable address of the table through which calls go; 0 for none
  public record Layout(List<Segment> segments, long dynamic, long dynamicBytes, long callTable) {
    public Layout {
      segments = List.copyOf(segments);
    }

    /// {@return the address behind all that is loaded}
    public long end() {
      return segments.stream().mapToLong(Segment::end).max().orElse(0);
    }
  }

  /// A part that is loaded.
  ///
  /// @param start first address, before the load bias
  /// @param fileEnd where the bytes of the file end
  /// @param end where its zeros end
  public record Segment(long start, long fileEnd, long end, boolean writable, boolean executable) {}

  public LinkedFile {
    needed = List.copyOf(needed);
  }

  /// {@return the last part of its path}
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// {@return whether others may need it by this name}
  public boolean isCalled(String wanted) {
    return wanted.equals(soname) || wanted.equals(name()) || wanted.equals(path);
  }

  /// {@return how many symbols it wants from others}
  public int wanted() {
    int wanted = 0;
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      wanted += symbols.is(symbol, SymbolColumns.DEFINED) ? 0 : 1;
    }
    return wanted;
  }

  /// {@return how many symbols it has for others}
  public int offered() {
    int offered = 0;
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      boolean seen =
          symbols.is(symbol, SymbolColumns.DEFINED) && !symbols.is(symbol, SymbolColumns.LOCAL);
      offered += seen ? 1 : 0;
    }
    return offered;
  }
}
