package dev.fathom.cli.shell;

import dev.fathom.host.Terminal;
import dev.fathom.view.Style;
import java.io.PrintStream;

/// Where a command prints, and how wide and how colourful.
///
/// @param out for the answer
/// @param err for errors and notes
public record Screen(PrintStream out, PrintStream err) {
  private static final int DEFAULT_WIDTH = 100;
  private static final int NARROWEST = 40;

  public Style style() {
    boolean colour = Terminal.isOutput() && System.getenv("NO_COLOR") == null;
    return colour ? Style.COLOUR : Style.PLAIN;
  }

  /// {@return the width of the terminal in characters; 100 where there is none}
  public int width() {
    return Math.max(NARROWEST, Terminal.outputColumns().orElse(DEFAULT_WIDTH));
  }
}
