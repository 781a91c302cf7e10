package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.command.Commands;
import dev.fathom.testing.TerminalSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// What a package brings along, judged by the programs that read it.
final class ManualPagesTest {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    ManualPages.main(new String[] {folder.toString()});
  }

  @Test
  void everyCommandHasAPageWithAllItsOptions() throws IOException {
    CommandLine all = ManualPages.all();
    assertThat(all.getSubcommands()).containsOnlyKeys(Commands.names());
    for (CommandLine command : all.getSubcommands().values()) {
      String page =
          Files.readString(folder.resolve("man/man1/fathom-" + command.getCommandName() + ".1"));
      assertThat(page).as(command.getCommandName()).doesNotContain("${", "%%");
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(page).contains("\\fB" + option.longestName().replace("-", "\\-") + "\\fR");
      }
    }
  }

  @Test
  void groffHasNoComplaint() throws IOException, InterruptedException {
    try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
      assertSilent(
          Stream.concat(
                  Stream.of("groff", "-man", "-ww", "-z", "-Tutf8"), pages.map(Path::toString))
              .toList());
    }
  }

  @Test
  void theShellsUnderstandTheirs() throws IOException, InterruptedException {
    String bash = folder.resolve("completion/fathom.bash").toString();
    assertSilent(List.of("bash", "-n", bash));
    assertThat(
            output(
                List.of(
                    "bash",
                    "-c",
                    "source '"
                        + bash
                        + "'; compopt() { :; }; COMP_WORDS=(fathom frag); COMP_CWORD=1;"
                        + " _complete_fathom; echo ${COMPREPLY[@]}")))
        .isEqualTo("fragmentation\n");
    assertThat(Files.readAllLines(folder.resolve("completion/fathom.fish")))
        .allMatch(line -> line.matches("(complete -c fathom |function __fathom_).*"))
        .anyMatch(line -> line.contains("-a report -d 'Where a process\\'s memory went"))
        .anyMatch(line -> line.contains("__fish_seen_subcommand_from owners' -l if-dropped -r"));
  }

  /// What the last look left, typed into a bash: with colons and quotes, and of that process alone.
  @Test
  void bashCompletesWhatTheLastLookCalled() throws IOException {
    Path names = Files.createDirectories(folder.resolve("run/fathom"));
    Files.writeString(
        names.resolve("4711-0a.names"), "%main::cache\n__main__.cache['users']\ndict\napp.Cart\n");
    Files.writeString(names.resolve("815-0b.names"), "app.Other\n");
    String bash = folder.resolve("completion/fathom.bash").toString();
    try (TerminalSession terminal =
        TerminalSession.start(
            folder,
            200,
            "export XDG_RUNTIME_DIR="
                + folder.resolve("run")
                + "; printf 'source "
                + bash
                + "; PS1=ready_' >"
                + folder.resolve("rc")
                + "; bash --noprofile --rcfile "
                + folder.resolve("rc")
                + " -i")) {
      terminal.await("ready_");
      for (String[] typed :
          new String[][] {
            {"fathom owners 47", "fathom owners 4711"},
            {"fathom owners 4711 --of __main__.c", "--of __main__.cache\\[\\'users\\'\\]"},
            {"fathom owners 4711 --if-dropped %main::c", "--if-dropped %main::cache"},
            {"fathom path 4711 app.", "fathom path 4711 app.Cart"},
            {"fathom path 4711 di", "fathom path 4711 dict"},
            {"fathom 815 --wi", "fathom 815 --width"},
            {"fathom frag", "fathom fragmentation"}
          }) {
        terminal.press("C-u");
        terminal.type(typed[0]);
        terminal.press("Tab");
        terminal.await(typed[1]);
      }
    }
  }

  private static void assertSilent(List<String> command) throws IOException, InterruptedException {
    assertThat(output(command)).isEmpty();
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    String program = command.getFirst();
    Assumptions.assumeTrue(
        Stream.of("/usr/bin/", "/bin/").anyMatch(at -> Files.isExecutable(Path.of(at + program))),
        "there is no " + program);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
