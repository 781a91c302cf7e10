package dev.fathom.cli.shell;

/// How the user wants answers to look, whatever the terminal is.
public final class ScreenSettings {
  /// When there is colour.
  public enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    AUTO,
    /// In files and pipes, too.
    ALWAYS,
    /// Nowhere.
    NEVER
  }

  private Color color = Color.AUTO;

  /// In characters; 0 for that of the terminal.
  private int width;

  public void choose(Color wanted, int characters) {
    color = wanted;
    width = characters;
  }

  Color color() {
    return color;
  }

  int width() {
    return width;
  }
}
