package dev.fathom.survey.linking;

import dev.fathom.elf.mangling.MangledName;

/// Symbols as their language writes them.
public final class SymbolSpelling {
  private SymbolSpelling() {}

  /// {@return a symbol as C++ writes it; itself where it is none of C++}
  public static String of(String symbol) {
    return MangledName.symbol(symbol).orElse(symbol);
  }
}
