package dev.fathom.model.dialect;

/// How a table that is much larger than what is in it needs is told, and built anew.
///
/// @param table what it is called: `table`, `buffer`
/// @param entries what it has in it, in the plural: `entries`, `bytes`
/// @param code what builds it anew, as the program would write it; empty where that is not known
public record Rebuilding(String table, String entries, String code) {
  /// What most say.
  public static final Rebuilding USUAL = new Rebuilding("table", "entries", "");
}
