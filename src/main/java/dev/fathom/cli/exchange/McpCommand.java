package dev.fathom.cli.exchange;

import dev.fathom.ask.Manner;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.mcp.McpServer;
import dev.fathom.mcp.tool.Toolbox;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom mcp`.
@Command(
    name = "mcp",
    description = {
      "Answer the questions of assistants: a Model Context Protocol server on stdin and stdout.",
      "A client starts it (docs/mcp.md); it ends when its input does."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class McpCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private PauseOption pause = new PauseOption();

  @Option(
      names = "--values",
      description = "Let clients ask what objects hold, the text of strings included.")
  private boolean values;

  public McpCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    McpServer.run(
        Toolbox.of(Manner.of(pause.how()), values),
        new Version().getVersion()[0].replaceFirst("^fathom ", ""),
        System.in,
        messages(screen.out()),
        this::complain);
    return ExitCode.FINE;
  }

  /// Standard output, which says when nobody reads it any more.
  private static OutputStream messages(PrintStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        if (((PrintStream) out).checkError()) {
          throw new IOException("the client does not read the answers any more");
        }
      }
    };
  }

  private void complain(Throwable bug) {
    screen.err().println("fathom: internal error: " + bug);
    bug.printStackTrace(screen.err());
    screen.err().flush();
  }
}
