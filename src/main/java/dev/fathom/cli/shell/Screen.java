package dev.fathom.cli.shell;

import dev.fathom.host.Terminal;
import dev.fathom.report.next.Next;
import dev.fathom.view.Style;
import java.io.PrintStream;
import java.util.List;

/// Where a command prints, and how wide and how colourful.
///
/// @param out for the answer
/// @param err for errors and notes
/// @param settings what the user wants of it
public record Screen(PrintStream out, PrintStream err, ScreenSettings settings) {
  /// No table is legible in less.
  public static final int NARROWEST = 40;

  private static final int DEFAULT_WIDTH = 100;

  public Screen(PrintStream out, PrintStream err) {
    this(out, err, new ScreenSettings());
  }

  public Style style() {
    boolean colour =
        switch (settings.color()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              Terminal.isOutput()
                  && System.getenv("NO_COLOR") == null
                  && !"dumb".equals(System.getenv("TERM"));
        };
    return colour ? Style.COLOUR : Style.PLAIN;
  }

  /// Prints below an answer what may be asked next.
  public void print(Next next) {
    List<String> lines = next.lines(style(), width());
    if (!lines.isEmpty()) {
      out.println();
      lines.forEach(out::println);
    }
  }

  /// {@return the width of the terminal in characters, or what the user wants; 100 where there is
  /// neither}
  public int width() {
    int width =
        settings.width() > 0 ? settings.width() : Terminal.outputColumns().orElse(DEFAULT_WIDTH);
    return Math.max(NARROWEST, width);
  }
}
