package dev.fathom.lab.linker;

/// A name that an object file defines.
///
/// @param version the version it is exported with, as `JSON_2` in `dumps@JSON_2`; empty for none
public record LinkedSymbol(String name, String version) {
  /// {@return the symbol written as `name` or `name@version`}
  public static LinkedSymbol parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new LinkedSymbol(text, "")
        : new LinkedSymbol(text.substring(0, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return version.isEmpty() ? name : name + '@' + version;
  }
}
