package dev.fathom.elf;

/// The two tables of symbols that an image may have.
public enum SymbolTable {
  /// What the loader needs (`.dynsym`): the symbols that the image offers to others or wants from
  /// them. No tool strips it.
  DYNAMIC,
  /// All symbols, those of static functions and variables among them (`.symtab`). Distributions
  /// strip it, and it is never loaded.
  FULL
}
