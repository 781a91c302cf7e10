package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.Recordings;
import dev.fathom.testing.TerminalSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person sees on terminals of several widths, and on one that can do nothing: compared with
/// screens that were looked at. The subject is a recording, so nothing varies but what is masked.
/// `-Dfathom.screens=DIR` writes the screens to a directory, to be looked at and put in their
/// place.
final class ScreensTest {
  private static final List<String> COMMANDS =
      List.of(
          "report a.fathom --top 6",
          "owners a.fathom --top 6",
          "fragmentation a.fathom --top 2",
          "owners a.fathom --of __main__.nowhere");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 140})
  void areAsTheyWere(int columns) throws IOException {
    try (TerminalSession terminal = start(columns, "TERM=screen-256color", COMMANDS)) {
      terminal.await();
      assertSeen("screen-" + columns, columns, terminal.lines());
      assertThat(terminal.raw()).contains("\u001b[1m");
    }
  }

  /// The same but for colour and weight; nothing moves the cursor.
  @Test
  void areTheSameOnADumbTerminal() throws IOException {
    try (TerminalSession terminal = start(80, "TERM=dumb", COMMANDS.subList(0, 1))) {
      terminal.await();
      List<String> seen = terminal.lines();
      assertThat(expected("screen-80").subList(0, seen.size())).isEqualTo(seen);
      assertThat(terminal.raw()).doesNotContain("\u001b", "\u0008");
    }
  }

  @Test
  void aWatchSaysHowItEndsAndFollowsTheWidth() throws IOException {
    try (NativeTarget target = NativeTarget.blocks(0, 100);
        TerminalSession terminal =
            TerminalSession.start(
                directory, 80, "TERM=screen " + fathom("watch " + target.pid()))) {
      terminal.await("resident, peak");
      assertThat(terminal.lines().getLast()).endsWith("; Ctrl-C ends the watch");
      terminal.resize(50);
      terminal.press("C-c");
      terminal.await();
      assertThat(terminal.lines())
          .allMatch(line -> line.length() <= 50)
          .anyMatch(line -> line.startsWith("Peak "))
          .noneMatch(line -> line.contains("Ctrl-C"))
          .last()
          .asString()
          .startsWith("NEXT     fathom " + target.pid());
    }
  }

  /// The one who looks ends with it; the one that is looked at does not notice.
  @Test
  void aTerminalMayVanish() throws IOException, InterruptedException {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      Path watcher = directory.resolve("watcher");
      try (TerminalSession terminal =
          TerminalSession.start(
              directory,
              80,
              "echo $$ >" + watcher + "; TERM=screen exec " + fathom("watch " + target.pid()))) {
        terminal.await("Ctrl-C ends the watch");
      }
      Optional<ProcessHandle> fathom =
          ProcessHandle.of(Long.parseLong(Files.readString(watcher).strip()));
      fathom.ifPresent(each -> each.onExit().orTimeout(60, TimeUnit.SECONDS).join());
      assertThat(Files.readString(Path.of("/proc/" + target.pid() + "/status")))
          .containsPattern("State:\\s+[SR]")
          .contains("TracerPid:\t0");
    }
  }

  private TerminalSession start(int columns, String environment, List<String> commands)
      throws IOException {
    Files.copy(Recordings.file("cpython-3.11.fathom"), directory.resolve("a.fathom"));
    StringBuilder script = new StringBuilder("export FATHOM_PAGER=cat NO_COLOR; unset NO_COLOR\n");
    script.append("export ").append(environment).append('\n');
    for (String command : commands) {
      script.append("echo '$ fathom ").append(command).append("'\n");
      script.append(fathom(command)).append('\n');
    }
    return TerminalSession.start(directory, columns, script.toString());
  }

  private static String fathom(String words) {
    return SeparateFathom.shellCommand() + " " + words;
  }

  private static void assertSeen(String name, int columns, List<String> seen) throws IOException {
    assertThat(seen).allMatch(line -> line.length() <= columns);
    String into = System.getProperty("fathom.screens", "");
    if (!into.isEmpty()) {
      Files.write(Path.of(into, name + ".txt"), seen);
    }
    assertThat(seen).isEqualTo(expected(name));
  }

  private static List<String> expected(String name) throws IOException {
    try (InputStream screen =
        Objects.requireNonNull(
            ScreensTest.class.getResourceAsStream("/dev/fathom/screens/" + name + ".txt"), name)) {
      return new String(screen.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
