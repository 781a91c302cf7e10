package dev.fathom.cli;

import dev.fathom.cli.command.Commands;
import dev.fathom.cli.shell.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Writes what a package brings along besides the program: man pages, and completion for bash, zsh
/// and fish. All of it follows from the commands themselves. `tools/release.sh` starts it; nobody
/// else has a use for it.
final class ManualPages {
  private ManualPages() {}

  /// Writes it.
  ///
  /// @param arguments a folder, in which `man` and `completion` are made
  public static void main(String[] arguments) throws IOException {
    CommandLine fathom = all();
    Path manuals = Files.createDirectories(Path.of(arguments[0], "man", "man1"));
    write(fathom.getCommandSpec(), manuals);
    Path completion = Files.createDirectories(Path.of(arguments[0], "completion"));
    String bash = Completion.bash(fathom);
    Files.writeString(completion.resolve("fathom.bash"), bash);
    // picocli's script knows zsh, which reads it through a module of its own.
    Files.writeString(
        completion.resolve("_fathom"),
        "#compdef fathom\nautoload -U +X bashcompinit && bashcompinit\n"
            + bash
            // Read at the first use, it completes that, too.
            + "_bash_complete -o default -F _fathom_complete\n");
    Files.write(completion.resolve("fathom.fish"), FishCompletion.lines(fathom.getCommandSpec()));
  }

  /// {@return the program with all its commands} To run one only that one is made.
  static CommandLine all() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Screen screen = new Screen(nowhere, nowhere);
    CommandLine fathom = new CommandLine(new FathomCommand(screen));
    for (String name : Commands.names()) {
      fathom.addSubcommand(Commands.named(name, screen).get(name));
    }
    Examples.addTo(fathom);
    return fathom;
  }

  private static void write(CommandSpec command, Path folder) throws IOException {
    List<String> lines = ManualPage.lines(command);
    Files.write(folder.resolve(command.qualifiedName("-") + ".1"), lines);
    for (CommandLine each : command.subcommands().values()) {
      write(each.getCommandSpec(), folder);
    }
  }
}
