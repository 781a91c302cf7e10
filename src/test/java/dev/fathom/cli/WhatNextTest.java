package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.command.Commands;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What NEXT names after an answer can be pasted, and answers. How it is to be read a shell says.
final class WhatNextTest {
  /// What begins with it goes on until it is interrupted, starts what takes long, or has other
  /// answers to give than these.
  private static final Set<String> WITHOUT =
      Set.of("serve", "metrics", "watch", "demo", "experiment", "core-handler", "mcp");

  /// Not run here: each of these looks at what else the machine does, or takes seconds.
  private static final Set<String> ELSEWHERE = Set.of("top", "demo", "experiment", "doctor");

  @TempDir private Path temporary;
  private Path directory = Path.of("");

  private final Set<String> asked = new HashSet<>();
  private final Set<String> ran = new HashSet<>();

  /// Where blanks and quotes must be told to a shell.
  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(temporary.resolve("it's a \"place\" $HOME"));
  }

  @Test
  void everyCommandSaysWhatCanFollow() {
    Path snapshot = directory.resolve("a.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "forked.py", 2000)) {
      long pid = target.pid();
      follow("snapshot", pid, "-o", snapshot);
      follow("capture", pid, "-o", directory.resolve("a.core.zst"));
      follow("html", snapshot, "-o", directory.resolve("a.html"));
      follow("snapshot", pid, "--into", directory.resolve("fleet"), "--app", "a");
      follow("dataset", directory.resolve("fleet"));
      follow("sql", directory.resolve("fleet"), "select 1");
      follow("diff", snapshot, pid);
      assertThat(follow("diff", pid, pid)).doesNotContain("--new-since");
      follow("sql", snapshot, "select 1");
      follow("export", snapshot, "--to", "folded", "-o", directory.resolve("a.folded"));
      for (String command :
          List.of("report", "objects", "owners", "leaks", "fragmentation", "pins", "verify")) {
        follow(command, pid);
      }
      for (String command : List.of("path", "graph", "explain")) {
        follow(command, pid, "list");
      }
      follow("address", pid, "0x1");
      follow("advise", pid);
      for (String command : List.of("pages", "numbers", "workers", "link", "doctor")) {
        follow(command, pid);
      }
      follow("link", Interpreters.requireAny().path());
      follow("lab");
      follow("lab", "pages");
      follow("experiment");
      follow("top");
      follow("container", pid);
    }
    Set<String> all = new HashSet<>(Commands.names());
    all.removeAll(WITHOUT);
    assertThat(ran).containsAll(all);
  }

  @Test
  void namesOfOtherLanguagesAnswerToo() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "sparse.pl", "buckets")) {
      assertThat(follow("owners", target.pid())).contains("--of %main::buckets");
    }
  }

  @Test
  void howItIsLookedAtStaysTheSame() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      assertThat(follow("pins", target.pid(), "--freeze", "none", "--max-pause", 5000))
          .contains("fragmentation " + target.pid() + " --freeze none --max-pause 5000");
    }
  }

  /// What is longer than a line is left out rather than broken.
  @Test
  void noCommandIsBroken() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      for (int width : new int[] {40, 60, 80}) {
        FathomRun run = FathomRun.of("objects", target.pid(), "--width", width).assertAnswered();
        assertThat(run.out().lines()).allMatch(line -> line.length() <= width);
        assertThat(commands(run.out())).isNotEmpty().allMatch(each -> each.startsWith("fathom "));
      }
    }
  }

  /// Asks, and then what can be asked next.
  ///
  /// @return the answer
  private String follow(Object... words) {
    ran.add(words[0].toString());
    List<Object> all = new ArrayList<>(List.of(words));
    all.add("--width=300");
    FathomRun run = FathomRun.of(all.toArray());
    assertThat(run.code()).as("%s: %s", all, run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    List<String> commands = commands(run.out());
    assertThat(commands).as("NEXT of %s", all).isNotEmpty();
    for (String command : commands) {
      if (asked.add(command)) {
        assertAnswers(parted(command));
      }
    }
    return run.out();
  }

  private void assertAnswers(List<String> words) {
    if (ELSEWHERE.contains(words.getFirst()) || ran.contains("top") || ran.contains("container")) {
      if (words.getFirst().matches("\\d+")) {
        return; // the largest process there is, whichever it be
      }
      CommandLine fathom = ManualPages.all().setCaseInsensitiveEnumValuesAllowed(true);
      fathom.parseArgs(words.toArray(new String[0])); // throws what is wrong
      return;
    }
    FathomRun run =
        words.contains("--check")
            ? SeparateFathom.redirected("</dev/null").run(words.toArray())
            : FathomRun.of(words.toArray());
    assertThat(run.code()).as("%s: %s", words, run.err()).isEqualTo(ExitCode.FINE);
  }

  private static List<String> commands(String out) {
    List<String> commands = new ArrayList<>();
    out.lines()
        .dropWhile(line -> !line.startsWith("NEXT "))
        .map(line -> line.substring(9).split("   ·   ", -1))
        .forEach(each -> commands.addAll(List.of(each)));
    return commands;
  }

  /// {@return the words after `fathom`, as a shell parts them}
  private static List<String> parted(String command) {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", "fathom() { printf '%s\\n' \"$@\"; }; " + command)
              .redirectErrorStream(true)
              .start();
      return new String(shell.getInputStream().readAllBytes(), UTF_8).lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
