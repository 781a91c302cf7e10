package dev.fathom.model.linking;

import java.util.List;

/// An object file, as a linker takes it.
///
/// @param name its path; of a member of an archive `libx.a(member.o)`
/// @param machine that it is for
/// @param symbols that other files may see, and that it wants from them
/// @param used the indexes of symbols that places in its code or data are about
/// @param fixed what in it cannot be moved to where a library is loaded
public record LinkObject(
    String name,
    String machine,
    SymbolColumns symbols,
    List<Integer> used,
    List<FixedPlace> fixed) {
  /// A place that a linker refuses in a library.
  ///
  /// @param relocation its kind, as linkers spell it
  /// @param symbol that it is about; a section has the name of that
  /// @param inPrograms whether a program that can be loaded anywhere has no room for it either
  public record FixedPlace(String relocation, String symbol, boolean inPrograms) {}

  public LinkObject {
    used = List.copyOf(used);
    fixed = List.copyOf(fixed);
  }

  /// {@return how many symbols it has for others}
  public int offered() {
    int offered = 0;
    for (int symbol = 0; symbol < symbols.count(); symbol++) {
      offered += symbols.is(symbol, SymbolColumns.DEFINED) ? 1 : 0;
    }
    return offered;
  }

  /// {@return how many symbols it wants from others}
  public int wanted() {
    return symbols.count() - offered();
  }
}
